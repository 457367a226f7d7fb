"""What people do: one module each. The command line and the forms both call them."""
