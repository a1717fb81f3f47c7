"""What every rule of a contract has, whatever it demands."""
