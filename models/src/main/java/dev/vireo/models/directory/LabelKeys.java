package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The label names of a model that scores sequences or tokens, as in config.json. */
final class LabelKeys {
  /** The number of labels that transformers assumes if the file does not give one. */
  private static final int USUAL_LABELS = 2;

  /** Far more than any classifier has; a larger number is an error in the file. */
  private static final int MOST_LABELS = 10_000;

  private final ConfigKeys keys;

  LabelKeys(ConfigKeys keys) {
    this.keys = keys;
  }

  /** Writes the label names that transformers generates. */
  static void put(ObjectNode root, int labels) {
    ObjectNode names = root.putObject("id2label");
    ObjectNode numbers = root.putObject("label2id");
    for (int label = 0; label < labels; label++) {
      names.put(Integer.toString(label), name(label));
      numbers.put(name(label), label);
    }
  }

  private static String name(int label) {
    return "LABEL_" + label;
  }

  /**
   * Label names in the order of the scores; those that transformers generates if the file has none.
   */
  List<String> labels() {
    boolean named = keys.present("id2label");
    JsonNode names = keys.root().path("id2label");
    int count =
        named
            ? names.size()
            : keys.present("num_labels") ? keys.required("num_labels") : USUAL_LABELS;
    if (count < 1 || count > MOST_LABELS) {
      throw keys.wrong("the model has " + count + " labels; it must have 1 to " + MOST_LABELS);
    }
    List<String> labels = new ArrayList<>(count);
    for (int label = 0; label < count; label++) {
      JsonNode name = names.path(Integer.toString(label));
      if (named && !name.isTextual()) {
        throw keys.wrong("id2label has no name for the label " + label);
      }
      labels.add(named ? name.textValue() : name(label));
    }
    return labels;
  }
}
