package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A folder that Hugging Face's {@code datasets} saved: which files it has, in their order. */
final class SavedDataset {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATE = "state.json";
  private static final String SPLITS = "dataset_dict.json";

  private SavedDataset() {}

  /** Whether there is one, or several, at a path. */
  static boolean isAt(String path, Configuration configuration) throws IOException {
    return SourceFiles.exists(path + "/" + STATE, configuration)
        || SourceFiles.exists(path + "/" + SPLITS, configuration);
  }

  /**
   * The data set's files.
   *
   * @throws InputException if there are several data sets in the folder, or none
   */
  static List<SourceFile> files(String what, String path, Configuration configuration)
      throws IOException {
    if (SourceFiles.exists(path + "/" + SPLITS, configuration)) {
      List<String> folders = new ArrayList<>();
      json(what, path + "/" + SPLITS, configuration)
          .path("splits")
          .forEach(split -> folders.add(path + "/" + split.asText()));
      throw new InputException(
          "Cannot read %s: %s holds a dataset for each split; name one of them: %s"
              .formatted(what, path, String.join(", ", folders)));
    }
    JsonNode state = json(what, path + "/" + STATE, configuration);
    if (!state.path("_indices_data_files").isEmpty()) {
      throw new InputException(
          "Cannot read %s: %s keeps its rows' order in a file of indices; save it again after flatten_indices()"
              .formatted(what, path));
    }
    List<SourceFile> files = new ArrayList<>();
    for (JsonNode file : state.path("_data_files")) {
      String place = path + "/" + file.path("filename").asText();
      if (!SourceFiles.exists(place, configuration)) {
        throw new InputException(
            "Cannot read %s: there is no %s, which %s/%s names"
                .formatted(what, place, path, STATE));
      }
      files.add(new SourceFile(place, Map.of()));
    }
    if (files.isEmpty()) {
      throw new InputException("Cannot read %s: %s holds no rows".formatted(what, path));
    }
    return files;
  }

  private static JsonNode json(String what, String file, Configuration configuration)
      throws IOException {
    try (InputStream in = SourceFiles.raw(file, configuration)) {
      return JSON.readTree(in);
    } catch (JsonProcessingException e) {
      throw new InputException("Cannot read %s: %s is not JSON".formatted(what, file), e);
    }
  }
}
