"""What the operator of a site decides in its pages."""
