"""What changes the register of enterprises and the agencies."""
