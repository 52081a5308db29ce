"""The network that outlines whatever a user points at: its task, simulated users, training, export and evaluation."""
