"""The network that the settings describe: a picture and the layer table."""

import pandas as pd
import streamlit as st

from core.config import RunConfig
from core.models.architecture import LayerRow, layer_table
from pages.shared.ui.formats import count
from pages.shared.ui.network_picture import network_picture


def show(config: RunConfig, num_classes: int) -> None:
    """The picture and the table."""
    table = layer_table(config, num_classes)
    network_picture(config, table, "network")
    with st.expander("Layer table", key="layer_table", expanded=True):
        st.dataframe(_frame(table), hide_index=True, alt="Layers with output shapes and numbers of parameters")


def _frame(table: tuple[LayerRow, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Layer": [f"{row.name} ({row.layer})" for row in table],
            "Output shape": [str(row.output_shape) for row in table],
            "Parameters": [count(row.num_params) for row in table],
        }
    )
