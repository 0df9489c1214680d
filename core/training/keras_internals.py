"""What we read of Keras' own state although no function gives it: the one place to look at when Keras changes."""

import keras


def dropout_states(model: keras.Model) -> list[keras.Variable]:
    """The random state of each dropout, in the order of the network.

    Keras saves no random states with a model, so that a resumed run has to set them. By the documentation of
    `keras.Layer`, `non_trainable_variables` are the weights, the metrics' state and the random states.
    """
    others = {id(variable) for variable in (*model.non_trainable_weights, *model.metrics_variables)}
    return [variable for variable in model.non_trainable_variables if id(variable) not in others]


def adam_moments(optimizer: keras.optimizers.Adam) -> list[tuple[keras.Variable, keras.Variable]]:
    """Momentum and velocity of each trainable variable, in the order in which the optimizer was built.

    Our update changes them in place, so that Keras goes on with them. They are found by the names of the public
    `variables`: Keras names them after the trainable variable, and has its own lists only in private attributes.
    """
    momentums, velocities = (
        [variable for variable in optimizer.variables if variable.name.endswith(f"_{moment}")]
        for moment in ("momentum", "velocity")
    )
    return list(zip(momentums, velocities, strict=True))


def call_of(model: keras.Model) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """The input and the output of a model where a network, of which it is a layer, calls it.

    Its public `input` and `output` are those inside of it; only the node of the call has the others.
    """
    (node,) = model._inbound_nodes
    (inputs,) = node.input_tensors
    (outputs,) = node.output_tensors
    return inputs, outputs
