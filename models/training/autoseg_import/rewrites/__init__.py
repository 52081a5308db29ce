"""Rewrites nodes of a graph as others that compute the same on every provider."""
