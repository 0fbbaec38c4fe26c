package dev.vireo.models.architecture;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/** The projection of a decoder's last hidden state. */
public sealed interface Head extends Serializable permits LanguageModelHead, ScalarHead {

  /** The kinds of head that a model directory can have. */
  enum Kind {
    /** A logit for every token of the vocabulary. */
    LANGUAGE_MODEL("ForCausalLM"),
    /** Scores of a whole text. */
    SCALAR("ForSequenceClassification"),
    /** Scores at every token. */
    TOKEN("ForTokenClassification");

    private final String classSuffix;

    Kind(String classSuffix) {
      this.classSuffix = classSuffix;
    }

    /** The suffix of the class names of such models in transformers. */
    String classSuffix() {
      return classSuffix;
    }

    /** The kind of head of a model class; {@link #LANGUAGE_MODEL} if the class is unknown. */
    public static Kind ofClassName(String name) {
      return Arrays.stream(values())
          .filter(kind -> name.endsWith(kind.classSuffix))
          .findFirst()
          .orElse(LANGUAGE_MODEL);
    }
  }

  /** The kind of this head. */
  Kind kind();

  /** The Hugging Face name of the projection's weight, [outputs, hidden]. */
  String projection(ModelConfig config);

  /** The name of the bias added to the projection, [outputs]; empty if there is none. */
  default Optional<String> bias() {
    return Optional.empty();
  }

  /** The number of outputs per position: rows of the projection. */
  int outputs(ModelConfig config);
}
