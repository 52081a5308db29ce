"""The network that outlines what a user points at: task, simulated users, training, export and evaluation."""
