"""What is asked beside the update rule where there are several releases."""
