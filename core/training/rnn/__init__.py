"""Fast loops over the weights of Keras' recurrent layers."""
