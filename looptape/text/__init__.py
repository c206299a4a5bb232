"""What recorder and timeline say alike: numbers, names, labels, lines of output."""
