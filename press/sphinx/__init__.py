"""Extensions of Sphinx that serve every output of the book."""
