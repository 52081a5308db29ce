"""Nodes of a graph in other nodes, which compute the same on every provider."""
