"""Training recipe of the models of cornerstone-autoseg: prepare, train, export, evaluate, fine-tune."""
