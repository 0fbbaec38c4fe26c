package dev.vireo.models.architecture;

import java.io.Serializable;

/** What a decoder's last hidden state is projected to. */
public sealed interface Head extends Serializable permits LanguageModelHead, ScalarHead {

  /** Which head a model directory is expected to have. */
  enum Kind {
    LANGUAGE_MODEL,
    SCALAR
  }

  /** The Hugging Face name of the projection's weight, [outputs, hidden]. */
  String projection(ModelConfig config);

  /** Rows of the projection: how many numbers a position has. */
  int outputs(ModelConfig config);
}
