"""Networks: their layers and sizes, Keras models, ONNX export."""
