package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What config.json calls the scores of a model that scores sequences or tokens. */
final class LabelKeys {
  /** What transformers takes for the number of labels where a file does not say. */
  private static final int USUAL_LABELS = 2;

  /** Far above any classifier; a larger number in a file is a mistake. */
  private static final int MOST_LABELS = 10_000;

  private final ConfigKeys keys;

  LabelKeys(ConfigKeys keys) {
    this.keys = keys;
  }

  /** Writes the names that transformers makes up. */
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

  /** Names in the order of the scores; those that transformers makes up where the file has none. */
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
