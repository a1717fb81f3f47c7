"""What a layout says, of all that it draws and of one path."""
