package dev.vireo.jobs.rewards.mllib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.store.files.HadoopFiles;
import dev.vireo.store.manifest.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A saved reward model, and next to it what it was made of. It is written under a hidden name and
 * then renamed, so that the directory is there whole or not at all. On an object store, where a
 * rename would copy, it is written in its place, and what it was made of comes last.
 */
final class MllibModelDirectory {
  private static final String REPORT = "mllib.json";

  /** Spark's setting of how the files of a job come to their names. */
  private static final String COMMIT_PROTOCOL = "spark.sql.sources.commitProtocolClass";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Configuration configuration;

  MllibModelDirectory(String directory, Configuration configuration) {
    this.directory = new Path(directory);
    this.configuration = configuration;
  }

  String path() {
    return directory.toString();
  }

  /** What the model that is there was made of; empty if there is none, or none that is whole. */
  Optional<Fingerprint> madeOf(String stage) {
    return read()
        .map(
            node ->
                Fingerprint.of(stage)
                    .input("preferences", node.path("preferences").asText())
                    .settings(node.path("settings")));
  }

  private Optional<JsonNode> read() {
    try {
      Path file = new Path(directory, REPORT);
      FileSystem files = HadoopFiles.of(directory, configuration);
      if (!files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = files.open(file)) {
        return Optional.of(JSON.readTree(in));
      }
    } catch (IOException e) {
      return Optional.empty(); // Not readable, so it is made again.
    }
  }

  /** The report of the model that is there, if it was made of exactly this. */
  Optional<MllibReport> report(String fingerprint) {
    return read()
        .filter(node -> node.path("fingerprint").asText().equals(fingerprint))
        .flatMap(this::report);
  }

  private Optional<MllibReport> report(JsonNode node) {
    try {
      return Optional.of(
          new MllibReport(
              path(),
              node.path("train-pairs").asLong(),
              Double.parseDouble(node.path("train-accuracy").asText()),
              node.path("held-out-pairs").asLong(),
              Double.parseDouble(node.path("held-out-accuracy").asText())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes sure that nothing but a reward model would be replaced.
   *
   * @throws InputException if there is something else
   */
  void check() {
    try {
      FileSystem files = HadoopFiles.of(directory, configuration);
      if (files.exists(directory)
          && !files.exists(new Path(directory, REPORT))
          && !files.exists(unfinished())) {
        throw new InputException(
            "'%s' exists and is not a reward model: name another directory".formatted(directory));
      }
    } catch (IOException e) {
      throw new InputException(
          "cannot write the reward model to '%s': %s"
              .formatted(directory, SparkErrors.firstLine(e)),
          e);
    }
  }

  /** Replaces what was there with a model. */
  void save(PipelineModel model, MllibReport report, Fingerprint fingerprint) {
    try {
      FileSystem files = HadoopFiles.of(directory, configuration);
      byte[] made = json(report, fingerprint);
      if (HadoopFiles.isObjectStore(directory)) {
        inPlace(files, model, made);
      } else {
        byRename(files, model, made);
      }
    } catch (IOException e) {
      throw new InputException(
          "cannot write the reward model to '%s': %s"
              .formatted(directory, SparkErrors.firstLine(e)),
          e);
    }
  }

  private static byte[] json(MllibReport report, Fingerprint fingerprint) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("fingerprint", fingerprint.hash());
    node.put("preferences", fingerprint.inputs().get("preferences"));
    node.set("settings", JSON.readTree(fingerprint.settings()));
    // As text, since JSON has no NaN.
    node.put("train-pairs", report.trainPairs());
    node.put("train-accuracy", Double.toString(report.trainAccuracy()));
    node.put("held-out-pairs", report.heldOutPairs());
    node.put("held-out-accuracy", Double.toString(report.heldOutAccuracy()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  private void byRename(FileSystem files, PipelineModel model, byte[] report) throws IOException {
    String token = UUID.randomUUID().toString();
    Path made = beside(token + ".tmp");
    Path old = beside(token + ".old");
    model.write().save(made.toString());
    write(files, new Path(made, REPORT), report);
    boolean replaced = files.exists(directory) && files.rename(directory, old);
    if (!files.rename(made, directory)) {
      throw new IOException("cannot rename " + made);
    }
    if (replaced) {
      files.delete(old, true);
    }
  }

  private void inPlace(FileSystem files, PipelineModel model, byte[] report) throws IOException {
    // Says whose the directory is while it has no report.
    write(files, unfinished(), new byte[0]);
    files.delete(new Path(directory, REPORT), false);
    RuntimeConfig conf = SparkSession.active().conf();
    Option<String> before = conf.getOption(COMMIT_PROTOCOL);
    conf.set(COMMIT_PROTOCOL, DirectCommit.class.getName());
    try {
      model.write().overwrite().save(directory.toString());
    } finally {
      if (before.isDefined()) {
        conf.set(COMMIT_PROTOCOL, before.get());
      } else {
        conf.unset(COMMIT_PROTOCOL);
      }
    }
    write(files, new Path(directory, REPORT), report);
    files.delete(unfinished(), false);
  }

  private static void write(FileSystem files, Path file, byte[] bytes) throws IOException {
    try (OutputStream out = files.create(file)) {
      out.write(bytes);
    }
  }

  private Path unfinished() {
    return beside("unfinished");
  }

  private Path beside(String ending) {
    return new Path(directory.getParent(), "." + directory.getName() + "." + ending);
  }
}
