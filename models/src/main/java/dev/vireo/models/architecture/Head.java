package dev.vireo.models.architecture;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/** What a decoder's last hidden state is projected to. */
public sealed interface Head extends Serializable permits LanguageModelHead, ScalarHead {

  /** Which head a model directory is expected to have. */
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

    /** What the class of such a model ends with in transformers. */
    String classSuffix() {
      return classSuffix;
    }

    /** The kind of the model of a class; a language model's if the class is unknown. */
    public static Kind ofClassName(String name) {
      return Arrays.stream(values())
          .filter(kind -> name.endsWith(kind.classSuffix))
          .findFirst()
          .orElse(LANGUAGE_MODEL);
    }
  }

  /** Which it is. */
  Kind kind();

  /** The Hugging Face name of the projection's weight, [outputs, hidden]. */
  String projection(ModelConfig config);

  /** The name of what is added to the projection, [outputs]; empty if nothing is. */
  default Optional<String> bias() {
    return Optional.empty();
  }

  /** Rows of the projection: how many numbers a position has. */
  int outputs(ModelConfig config);
}
