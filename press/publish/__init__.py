"""Building, publishing and handing over the book."""
