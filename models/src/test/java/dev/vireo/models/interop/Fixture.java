package dev.vireo.models.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.safetensors.SafetensorsFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model directory that transformers wrote, and what transformers and torch compute with it. All
 * are made anew by {@code $(checks/interop/environment)/bin/python
 * checks/interop/make_fixtures.py}.
 *
 * @param directory the model
 * @param expected tokens and settings
 */
record Fixture(Path directory, JsonNode expected) {
  static Fixture of(String name) {
    return of(name, "config.json");
  }

  /** A fixture with this file in it. */
  static Fixture of(String name, String file) {
    try {
      Path directory = Path.of(Fixture.class.getResource(name + "/" + file).toURI()).getParent();
      return new Fixture(directory, JsonFiles.read(directory.resolve("expected.json")));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Numbers by name. */
  float[] numbers(String name) {
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve("expected.safetensors"))) {
      int size =
          Math.toIntExact(file.tensor(name).shape().stream().reduce(1L, Math::multiplyExact));
      float[] values = new float[size];
      file.read(name, values);
      return values;
    }
  }

  /** Numbers of every parameter. */
  ParameterSet set(String prefix, ParameterLayout layout) {
    ParameterSet values = ParameterSet.zeros(layout);
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve("expected.safetensors"))) {
      for (Parameter parameter : layout.parameters()) {
        file.read(prefix + "." + parameter.name(), values.elements(parameter));
      }
    }
    return values;
  }

  static int[] tokens(JsonNode array) {
    int[] tokens = new int[array.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = array.get(i).intValue();
    }
    return tokens;
  }

  static List<int[]> sequences(JsonNode arrays) {
    List<int[]> sequences = new ArrayList<>();
    arrays.forEach(array -> sequences.add(tokens(array)));
    return sequences;
  }
}
