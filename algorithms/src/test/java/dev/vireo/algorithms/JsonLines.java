package dev.vireo.algorithms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads test vectors: a JSON object per line, any number of lines. */
public final class JsonLines {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonLines() {}

  /** All lines of a resource; an empty one is an error, since it would test nothing. */
  public static List<JsonNode> read(String resource) {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream stream = JsonLines.class.getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.add(MAPPER.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (lines.isEmpty()) {
      throw new IllegalStateException(resource + " has no lines");
    }
    return lines;
  }

  public static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }

  public static double[][] rows(JsonNode array) {
    double[][] rows = new double[array.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = numbers(array.get(i));
    }
    return rows;
  }

  public static boolean[][] masks(JsonNode array) {
    boolean[][] masks = new boolean[array.size()][];
    for (int i = 0; i < masks.length; i++) {
      double[] row = numbers(array.get(i));
      masks[i] = new boolean[row.length];
      for (int j = 0; j < row.length; j++) {
        masks[i][j] = row[j] != 0;
      }
    }
    return masks;
  }
}
