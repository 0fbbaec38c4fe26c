package dev.vireo.jobs.rewards.columns;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.store.files.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;

/**
 * A directory with a saved MLlib pipeline. MLlib makes an object of any class that the directory
 * names, so its metadata is read first, and a class that is not on the list below is refused before
 * anything is loaded. The list holds stages that only compute: none that runs SQL or code of its
 * own, and none that hides other stages where this check would not see them.
 */
public final class SavedPipeline {
  private static final Set<String> ALLOWED =
      Set.of(
          "org.apache.spark.ml.PipelineModel",
          "org.apache.spark.ml.classification.DecisionTreeClassificationModel",
          "org.apache.spark.ml.classification.FMClassificationModel",
          "org.apache.spark.ml.classification.GBTClassificationModel",
          "org.apache.spark.ml.classification.LinearSVCModel",
          "org.apache.spark.ml.classification.LogisticRegressionModel",
          "org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel",
          "org.apache.spark.ml.classification.NaiveBayesModel",
          "org.apache.spark.ml.classification.RandomForestClassificationModel",
          "org.apache.spark.ml.feature.Binarizer",
          "org.apache.spark.ml.feature.Bucketizer",
          "org.apache.spark.ml.feature.CountVectorizerModel",
          "org.apache.spark.ml.feature.ElementwiseProduct",
          "org.apache.spark.ml.feature.FeatureHasher",
          "org.apache.spark.ml.feature.HashingTF",
          "org.apache.spark.ml.feature.IDFModel",
          "org.apache.spark.ml.feature.ImputerModel",
          "org.apache.spark.ml.feature.MaxAbsScalerModel",
          "org.apache.spark.ml.feature.MinMaxScalerModel",
          "org.apache.spark.ml.feature.NGram",
          "org.apache.spark.ml.feature.Normalizer",
          "org.apache.spark.ml.feature.OneHotEncoderModel",
          "org.apache.spark.ml.feature.PCAModel",
          "org.apache.spark.ml.feature.RegexTokenizer",
          "org.apache.spark.ml.feature.StandardScalerModel",
          "org.apache.spark.ml.feature.StopWordsRemover",
          "org.apache.spark.ml.feature.StringIndexerModel",
          "org.apache.spark.ml.feature.Tokenizer",
          "org.apache.spark.ml.feature.VectorAssembler",
          "org.apache.spark.ml.feature.Word2VecModel",
          "org.apache.spark.ml.regression.DecisionTreeRegressionModel",
          "org.apache.spark.ml.regression.FMRegressionModel",
          "org.apache.spark.ml.regression.GBTRegressionModel",
          "org.apache.spark.ml.regression.GeneralizedLinearRegressionModel",
          "org.apache.spark.ml.regression.IsotonicRegressionModel",
          "org.apache.spark.ml.regression.LinearRegressionModel",
          "org.apache.spark.ml.regression.RandomForestRegressionModel");

  private static final Pattern UID = Pattern.compile("[A-Za-z0-9_-]{1,200}");
  private static final int MAX_METADATA_BYTES = 16 << 20;

  // Two equal keys could show this check another class than the one MLlib would load.
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private SavedPipeline() {}

  /**
   * Loads the pipeline after checking its stages.
   *
   * @throws InputException when there is none, or a stage is not allowed
   */
  static PipelineModel load(String directory, Configuration configuration) {
    Path root = new Path(directory);
    try {
      FileSystem files = HadoopFiles.of(root, configuration);
      if (!files.exists(new Path(root, "metadata"))) {
        throw new InputException(
            "'%s' is not a saved MLlib pipeline: it has no metadata directory"
                .formatted(directory));
      }
      String first = checkStages(files, root);
      if (!first.equals(PipelineModel.class.getName())) {
        throw new InputException(
            "'%s' holds a %s; save it inside a PipelineModel".formatted(directory, first));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          "cannot read the pipeline '%s': %s".formatted(directory, SparkErrors.firstLine(e)), e);
    }
    try {
      return PipelineModel.load(root.toString());
    } catch (RuntimeException e) {
      throw new InputException(
          "cannot load the pipeline '%s': %s".formatted(directory, SparkErrors.firstLine(e)), e);
    }
  }

  /** A hash of everything in the directory, wherever it is. */
  public static String contentHash(String directory, Configuration configuration) {
    Path root = new Path(directory);
    try {
      FileSystem files = HadoopFiles.of(root, configuration);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names(files, root, "", new TreeSet<>())) {
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = new DigestInputStream(files.open(new Path(root, name)), digest)) {
          in.transferTo(java.io.OutputStream.nullOutputStream());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new InputException(
          "cannot read the pipeline '%s': %s".formatted(directory, SparkErrors.firstLine(e)), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TreeSet<String> names(
      FileSystem files, Path directory, String prefix, TreeSet<String> names) throws IOException {
    for (FileStatus status : files.listStatus(directory)) {
      String name = prefix + status.getPath().getName();
      if (status.isDirectory()) {
        names(files, status.getPath(), name + "/", names);
      } else if (!isHidden(status.getPath())) {
        names.add(name);
      }
    }
    return names;
  }

  /** Checks every metadata directory under this one, and gives the class of the topmost. */
  private static String checkStages(FileSystem files, Path directory) throws IOException {
    String named = null;
    for (FileStatus status : files.listStatus(directory)) {
      if (!status.isDirectory()) {
        continue;
      }
      if (status.getPath().getName().equals("metadata")) {
        named = checkMetadata(files, status.getPath());
      } else {
        checkStages(files, status.getPath());
      }
    }
    return named;
  }

  private static String checkMetadata(FileSystem files, Path metadata) throws IOException {
    List<FileStatus> parts = new ArrayList<>();
    for (FileStatus status : files.listStatus(metadata)) {
      if (!isHidden(status.getPath())) {
        parts.add(status);
      }
    }
    if (parts.size() != 1 || !parts.get(0).isFile() || parts.get(0).getLen() > MAX_METADATA_BYTES) {
      throw new InputException("'%s' must hold one metadata file".formatted(metadata));
    }
    JsonNode node;
    try (InputStream in = files.open(parts.get(0).getPath())) {
      node = JSON.readTree(in);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new InputException(
          "'%s' does not hold metadata: %s".formatted(metadata, e.getOriginalMessage()));
    }
    String named = node.path("class").asText();
    if (!ALLOWED.contains(named)) {
      throw new InputException(
          "'%s' asks for stage %s, which is not among those that may be loaded: %s"
              .formatted(metadata, named.isEmpty() ? "without a class" : named, shortNames()));
    }
    // MLlib finds a stage's directory by its uid, which must not lead elsewhere.
    List<JsonNode> uids = new ArrayList<>(List.of(node.path("uid")));
    node.path("paramMap").path("stageUids").forEach(uids::add);
    for (JsonNode uid : uids) {
      if (!UID.matcher(uid.asText()).matches()) {
        throw new InputException("'%s' has the invalid uid '%s'".formatted(metadata, uid.asText()));
      }
    }
    return named;
  }

  private static boolean isHidden(Path path) {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }

  private static List<String> shortNames() {
    return ALLOWED.stream()
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .sorted()
        .toList();
  }
}
