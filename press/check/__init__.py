"""What is judged before and after a build."""
