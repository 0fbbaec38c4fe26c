package dev.vireo.jobs.rewards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.source.SparkErrors;
import dev.vireo.jobs.store.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;

/**
 * A saved reward model, and beside it what it was made of. It is written under a hidden name and
 * then renamed, so that the directory is there whole or not at all.
 */
final class RewardModelDirectory {
  private static final String REPORT = "reward-model.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Configuration configuration;

  RewardModelDirectory(String directory, Configuration configuration) {
    this.directory = new Path(directory);
    this.configuration = configuration;
  }

  String path() {
    return directory.toString();
  }

  /** The report of the model that is there, if it was made of exactly this. */
  Optional<RewardModelReport> report(String fingerprint) {
    try {
      Path file = new Path(directory, REPORT);
      FileSystem files = directory.getFileSystem(configuration);
      if (!files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = files.open(file)) {
        JsonNode node = JSON.readTree(in);
        if (!node.path("fingerprint").asText().equals(fingerprint)) {
          return Optional.empty();
        }
        return Optional.of(
            new RewardModelReport(
                path(),
                node.path("train-pairs").asLong(),
                Double.parseDouble(node.path("train-accuracy").asText()),
                node.path("held-out-pairs").asLong(),
                Double.parseDouble(node.path("held-out-accuracy").asText())));
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // Not readable, so it is made again.
    }
  }

  /**
   * Makes sure that nothing but a reward model would be replaced.
   *
   * @throws InputException where there is something else
   */
  void check() {
    try {
      FileSystem files = directory.getFileSystem(configuration);
      if (files.exists(directory) && !files.exists(new Path(directory, REPORT))) {
        throw new InputException(
            "'%s' is there and is no reward model: give another directory for it"
                .formatted(directory));
      }
    } catch (IOException e) {
      throw new InputException(
          "cannot write the reward model to '%s': %s"
              .formatted(directory, SparkErrors.firstLine(e)),
          e);
    }
  }

  /** Puts a model in place of what was there. */
  void save(PipelineModel model, RewardModelReport report, Fingerprint fingerprint) {
    String token = UUID.randomUUID().toString();
    Path made = new Path(directory.getParent(), "." + directory.getName() + "." + token + ".tmp");
    Path old = new Path(directory.getParent(), "." + directory.getName() + "." + token + ".old");
    try {
      FileSystem files = directory.getFileSystem(configuration);
      model.write().save(made.toString());
      ObjectNode node = JSON.createObjectNode();
      node.put("fingerprint", fingerprint.hash());
      node.put("preferences", fingerprint.inputs().get("preferences"));
      node.set("settings", JSON.readTree(fingerprint.settings()));
      // As text, since JSON has no NaN.
      node.put("train-pairs", report.trainPairs());
      node.put("train-accuracy", Double.toString(report.trainAccuracy()));
      node.put("held-out-pairs", report.heldOutPairs());
      node.put("held-out-accuracy", Double.toString(report.heldOutAccuracy()));
      try (OutputStream out = files.create(new Path(made, REPORT))) {
        out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
      }
      boolean replaced = files.exists(directory) && files.rename(directory, old);
      if (!files.rename(made, directory)) {
        throw new IOException("cannot rename " + made);
      }
      if (replaced) {
        files.delete(old, true);
      }
    } catch (IOException e) {
      throw new InputException(
          "cannot write the reward model to '%s': %s"
              .formatted(directory, SparkErrors.firstLine(e)),
          e);
    }
  }
}
