"""How texts are cut: normalization, and the rules of each tokenizer."""
