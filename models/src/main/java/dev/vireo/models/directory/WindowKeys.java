package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.models.architecture.Architecture;

/** The sliding windows in config.json. */
final class WindowKeys {
  private static final String WINDOW = "sliding_window";
  private static final String TYPES = "layer_types";

  /** Transformers' default if a file has no such key. */
  private static final int USUAL_WINDOW = 4096;

  private static final int USUAL_WINDOW_LAYERS = 28;

  private final ConfigKeys keys;
  private final int contextLength;

  WindowKeys(ConfigKeys keys, int contextLength) {
    this.keys = keys;
    this.contextLength = contextLength;
  }

  /** The window of all layers, or null if the window covers the whole context. */
  Integer window(Architecture architecture) {
    for (JsonNode type : keys.root().path(TYPES)) {
      if (!type.asText().equals("full_attention")) {
        throw keys.unsupported(TYPES, type, "only full_attention");
      }
    }
    return switch (architecture) {
      case MISTRAL -> ofAllLayers();
      case QWEN2, QWEN3 -> {
        if (keys.flag("use_sliding_window")) {
          refuseOfSomeLayers();
        }
        yield null;
      }
      case LLAMA -> {
        if (keys.present(WINDOW)) {
          requireCovering();
        }
        yield null;
      }
    };
  }

  private Integer ofAllLayers() {
    if (keys.root().path(WINDOW).isNull()) {
      return null;
    }
    int window = length();
    if (window >= contextLength) {
      return null;
    }
    if (keys.present(TYPES)) {
      throw keys.wrong(
          TYPES
              + " says full_attention but "
              + WINDOW
              + " is "
              + window
              + "; keep the one that holds");
    }
    return window;
  }

  /** Refuses Qwen's windows, which apply only from some layer on. */
  private void refuseOfSomeLayers() {
    int first =
        keys.present("max_window_layers")
            ? keys.required("max_window_layers")
            : USUAL_WINDOW_LAYERS;
    if (!keys.present(TYPES) && first < keys.required("num_hidden_layers")) {
      requireCovering();
    }
  }

  private void requireCovering() {
    if (length() < contextLength) {
      throw keys.unsupported(
          WINDOW,
          keys.root().path(WINDOW),
          "for this model_type only null, or a window that covers max_position_embeddings");
    }
  }

  private int length() {
    return keys.present(WINDOW) ? keys.required(WINDOW) : USUAL_WINDOW;
  }
}
