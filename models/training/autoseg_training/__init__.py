"""Training recipe of the CT liver and tumour U-Net: prepare, train, evaluate, export."""
