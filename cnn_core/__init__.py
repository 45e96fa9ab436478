"""Everything that computes in ConvLab: it shows nothing and holds no sentence that a learner reads."""
