package dev.vireo.jobs.rewards.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.PreferenceLayout;
import dev.vireo.jobs.data.preferences.PreferenceReader;
import dev.vireo.jobs.data.preferences.PreferenceSettings;
import dev.vireo.jobs.data.prompts.Gsm8k;
import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.testing.ScratchFileSystem;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Preference;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: all cases share one Spark session and the model trained in it.
class MllibModelIT {
  private static final MllibTrainingSettings SMALL =
      new MllibTrainingSettings(64, 64, 2, 1.0, 15, 0.25);

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void learnsWhatIsPreferredAndScoresTheSameEachTime() throws IOException {
    DatasetHandle<Preference> preferences = preferences();
    MllibReport report = train(preferences, "model");
    assertThat(report.trainPairs() + report.heldOutPairs()).isEqualTo(120);
    assertThat(report.heldOutPairs()).isBetween(10L, 60L);
    assertThat(report.heldOutAccuracy()).isGreaterThan(0.9);
    assertThat(train(preferences, "model")).isEqualTo(report);

    List<Double> scores = score("model", Map.of("output-column", "rawPrediction"));
    assertThat(scores.get(0)).isGreaterThan(scores.get(1));
    train(preferences, "again");
    assertThat(score("again", Map.of("output-column", "rawPrediction"))).isEqualTo(scores);
    List<Double> probabilities = score("model", Map.of());
    for (int i = 0; i < scores.size(); i++) {
      assertThat(probabilities.get(i)).isCloseTo(1 / (1 + Math.exp(-scores.get(i))), within());
    }

    Files.move(folder.resolve("model"), folder.resolve("moved"));
    assertThat(identity("moved")).isNotEqualTo(identity("again"));
    assertThat(identity("moved").toString()).doesNotContain("moved");
  }

  @Test
  void theCompletionsTrainedOnHaveMeanReward0() throws IOException {
    DatasetHandle<Preference> preferences = preferences();
    TrainMllibModel.of(new MllibTrainingSettings(64, 64, 2, 1.0, 15, 0.0))
        .run(spark, preferences, path("model"), Progress.NONE);
    List<String> completions = new ArrayList<>();
    for (Preference pair : preferences.readAll()) {
      completions.add(pair.getChosen());
      completions.add(pair.getRejected());
    }
    List<Double> scores = score("model", Map.of("output-column", "rawPrediction"), completions);
    assertThat(scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
        .isCloseTo(0, within());
  }

  @Test
  void defaultsAreThese() {
    assertThat(MllibTrainingSettings.defaults())
        .isEqualTo(new MllibTrainingSettings(2048, 2048, 3, 1000, 100, 0.1));
    assertThat(PreferenceSettings.defaults())
        .isEqualTo(
            new PreferenceSettings(
                null,
                SourceFormat.AUTO,
                null,
                PreferenceLayout.PAIRS,
                null,
                "prompt",
                "chosen",
                "rejected",
                DuplicatePolicy.ERROR,
                1000));
    assertThatThrownBy(() -> new MllibTrainingSettings(1, 1, 1, -1, 1, 0))
        .hasMessage("regularization is -1.0; it must be finite and at least 0");
  }

  @Test
  void onAnObjectStoreItIsWrittenWithoutARename() throws IOException {
    ScratchFileSystem.know(spark.sparkContext().hadoopConfiguration());
    DatasetHandle<Preference> preferences = preferences();
    train(preferences, "model");
    String onStore = "s3a://" + path("stored");
    TrainMllibModel training = TrainMllibModel.of(SMALL);
    training.run(spark, preferences, onStore, Progress.NONE);
    assertThat(score("stored", Map.of())).isEqualTo(score("model", Map.of()));
    assertThat(folder.resolve(".stored.unfinished")).doesNotExist();

    // What one that was killed half way leaves is made again; its folder is known to be ours.
    Files.delete(folder.resolve("stored/mllib.json"));
    Files.createFile(folder.resolve(".stored.unfinished"));
    Files.writeString(folder.resolve("stored/stages/left-over"), "from before");
    training.run(spark, preferences, onStore, Progress.NONE);
    assertThat(folder.resolve("stored/mllib.json")).exists();
    assertThat(folder.resolve("stored/stages/left-over")).doesNotExist();
  }

  @Test
  void anotherDirectoryIsNotReplaced() throws IOException {
    Files.createDirectories(folder.resolve("precious"));
    assertThatThrownBy(() -> train(preferences(), "precious"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists and is not a reward model");
    assertThat(folder.resolve("precious")).isEmptyDirectory();
  }

  @Test
  void aPipelineWithAForeignStageIsNotLoaded() {
    save("sql", new SQLTransformer().setStatement("select 1 as prediction from __THIS__"));
    assertThatThrownBy(() -> score("sql", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("asks for stage org.apache.spark.ml.feature.SQLTransformer")
        .hasMessageContaining("may be loaded: [Binarizer, ");
  }

  @Test
  void aDirectoryCannotMakeAnyClassRun() throws IOException {
    save("evil", words("words"));
    replace("evil/stages", "org.apache.spark.ml.feature.RegexTokenizer", Trap.class.getName());
    assertThatThrownBy(() -> score("evil", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("asks for stage " + Trap.class.getName());
    assertThat(Trap.loaded).isFalse();
    save("twice", words("words"));
    replace("twice/metadata", "{\"class\"", "{\"class\":\"x\",\"class\"");
    assertThatThrownBy(() -> score("twice", Map.of()))
        .hasMessageContaining("does not hold metadata: Duplicate");
    save("astray", words("words"));
    replace("astray/metadata", "\"stageUids\":[\"", "\"stageUids\":[\"../../");
    assertThatThrownBy(() -> score("astray", Map.of()))
        .hasMessageContaining("has the invalid uid '../../");
  }

  @Test
  void whatIsNoPipelineOrDoesNotFitIsNamed() throws IOException {
    assertThatThrownBy(() -> score("none", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none");
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> score("empty", Map.of()))
        .hasMessageContaining("is not a saved MLlib pipeline: it has no metadata directory");
    save("words", words("words"));
    assertThatThrownBy(() -> score("words", Map.of()))
        .hasMessageContaining("does not produce a column 'prediction'; it produces [words]");
    assertThatThrownBy(() -> score("words", Map.of("output-column", "words")))
        .hasMessageContaining("column 'words'")
        .hasMessageContaining("must be a number or a vector");
    assertThatThrownBy(() -> score("words", Map.of("output", "words")))
        .hasMessageContaining("unknown option 'output'");
    save("other", new RegexTokenizer().setInputCol("text").setOutputCol("words"));
    assertThatThrownBy(() -> score("other", Map.of()))
        .hasMessageContaining("cannot score completions")
        .hasMessageContaining("it may read the columns [prompt_id, prompt,");
    assertThatThrownBy(
            () -> score("other", Map.of("input-column", "text", "output-column", "words")))
        .hasMessageContaining("must be a number or a vector");
  }

  @Test
  void preferencesAreReadFromPairs() throws IOException {
    Files.writeString(folder.resolve("p.csv"), "id,prompt,chosen,rejected\nx,1,a,b\ny,1,b,b\n");
    PreferenceSettings settings =
        new PreferenceSettings(
            path("p.csv"),
            SourceFormat.AUTO,
            null,
            PreferenceLayout.PAIRS,
            "id",
            "prompt",
            "chosen",
            "rejected",
            DuplicatePolicy.ERROR,
            10);
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    assertThatThrownBy(() -> PreferenceReader.of(settings).run(spark, run, Progress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("p.csv line 3 prefers a completion to itself");
    Files.writeString(folder.resolve("p.csv"), "id,prompt,chosen,rejected\nx,1,a,b\n");
    assertThat(PreferenceReader.of(settings).run(spark, run, Progress.NONE).readAll())
        .containsExactly(new Preference("x", "1", "a", "b"));
  }

  @Test
  void preferencesAreMadeOfSolutions() throws IOException {
    Files.writeString(
        folder.resolve("s.jsonl"),
        """
        {"question":"q1","ground_truth":"{","m1":{"is_correct":true,"solution":"a"},"m2":{"is_correct":false,"solution":"b"},"m3":{"is_correct":false,"solution":"c"}}
        {"question":"q2","m1":{"is_correct":true,"solution":"a"},"m2":null}
        {"question":"q3","m2":{"is_correct":false,"solution":"d"},"m3":{"is_correct":true,"solution":"e"}}
        """);
    assertThat(solutions(path("s.jsonl")).readAll())
        .containsExactly(
            new Preference("000000000", "q1", "a", "b"),
            new Preference("000000001", "q1", "a", "c"),
            new Preference("000000002", "q3", "e", "d"));
  }

  static boolean gsm8k() {
    return Gsm8k.folder().isPresent();
  }

  @Test
  @EnabledIf("gsm8k")
  void learnsFromGsm8ksSolutions() {
    DatasetHandle<Preference> preferences =
        solutions(Gsm8k.folder().orElseThrow().resolve("model_solutions.jsonl").toString());
    assertThat(preferences.rows()).isEqualTo(1863);
    MllibReport report =
        TrainMllibModel.of(MllibTrainingSettings.defaults())
            .run(spark, preferences, path("gsm8k"), Progress.NONE);
    // Words alone say little of whether a calculation is right; but more than nothing.
    assertThat(report.heldOutAccuracy()).isGreaterThan(0.5);
  }

  /** Stands for a class that a pipeline's directory has no business to load. */
  public static final class Trap {
    static boolean loaded;

    private Trap() {}

    /** What MLlib would call. */
    public static Object read() {
      loaded = true;
      return null;
    }
  }

  private MllibReport train(DatasetHandle<Preference> preferences, String name) {
    return TrainMllibModel.of(SMALL).run(spark, preferences, path(name), Progress.NONE);
  }

  private List<Double> score(String name, Map<String, Object> options) {
    return score(name, options, List.of("it is good", "it is bad", ""));
  }

  private List<Double> score(String name, Map<String, Object> options, List<String> completions) {
    Map<String, Object> all = new java.util.TreeMap<>(options);
    all.put("path", path(name));
    List<RewardInput> group =
        completions.stream()
            .map(text -> new RewardInput("p", "q", Optional.empty(), Map.of(), text, 3, true))
            .toList();
    RewardScorer scorer = RewardScorer.create(List.of(RewardSettings.of("mllib", all)));
    return scorer.scoreGroups(spark, List.of(group), scorer.batchValues(group)).get(0).stream()
        .map(ScoredCompletion::reward)
        .toList();
  }

  private Map<String, Object> identity(String name) {
    RewardSettings settings = RewardSettings.of("mllib", Map.of("path", path(name)));
    return RewardScorer.create(List.of(settings))
        .identity(spark.sparkContext().hadoopConfiguration());
  }

  private DatasetHandle<Preference> solutions(String path) {
    PreferenceSettings defaults = PreferenceSettings.defaults();
    PreferenceSettings settings =
        new PreferenceSettings(
            path,
            defaults.format(),
            defaults.csvEscape(),
            PreferenceLayout.GSM8K_SOLUTIONS,
            defaults.idColumn(),
            defaults.promptColumn(),
            defaults.chosenColumn(),
            defaults.rejectedColumn(),
            defaults.duplicates(),
            defaults.chunkSize());
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    return PreferenceReader.of(settings).run(spark, run, Progress.NONE);
  }

  private PreferenceSettings asTheyCome(String file) {
    PreferenceSettings defaults = PreferenceSettings.defaults();
    return new PreferenceSettings(
        path(file),
        defaults.format(),
        defaults.csvEscape(),
        defaults.layout(),
        defaults.idColumn(),
        defaults.promptColumn(),
        defaults.chosenColumn(),
        defaults.rejectedColumn(),
        defaults.duplicates(),
        50);
  }

  @Test
  void preferencesMayBeConversationsThatBeginWithThePrompt() throws IOException {
    Files.writeString(
        folder.resolve("chats.jsonl"),
        "{\"chosen\":[{\"role\":\"user\",\"content\":\"2+2?\"},{\"role\":\"assistant\",\"content\":\"4\"}],\"rejected\":[{\"role\":\"user\",\"content\":\"2+2?\"},{\"role\":\"assistant\",\"content\":\"5\"}]}\n");
    PreferenceSettings settings = asTheyCome("chats.jsonl");
    RunDirectory run = RunDirectory.at(folder.resolve("chats"));
    assertThat(PreferenceReader.of(settings).run(spark, run, Progress.NONE).readAll())
        .extracting(Preference::getPrompt, Preference::getChosen, Preference::getRejected)
        .containsExactly(tuple("2+2?", "4", "5"));
  }

  /** 120 pairs, in which good words are preferred to bad ones. */
  private DatasetHandle<Preference> preferences() throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String shared = "it is word" + random.nextInt(40);
      lines.add(
          "{\"prompt\":\"p%d\",\"chosen\":\"%s good\",\"rejected\":\"%s bad\"}"
              .formatted(i, shared, shared));
    }
    Files.write(folder.resolve("pairs.jsonl"), lines);
    PreferenceSettings settings = asTheyCome("pairs.jsonl");
    RunDirectory run = RunDirectory.at(folder.resolve("pairs"));
    return PreferenceReader.of(settings).run(spark, run, Progress.NONE);
  }

  private static RegexTokenizer words(String output) {
    return new RegexTokenizer().setInputCol("completion").setOutputCol(output);
  }

  private void save(String name, PipelineStage... stages) {
    PipelineModel model =
        new Pipeline()
            .setStages(stages)
            .fit(spark.range(1).selectExpr("'a' as completion", "'a' as text"));
    try {
      model.save(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replace(String directory, String old, String replacement) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(directory))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith("part-")) {
          String text = Files.readString(file);
          assertThat(text).contains(old);
          Files.writeString(file, text.replace(old, replacement));
          Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        }
      }
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }
}
