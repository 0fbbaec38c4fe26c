package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.LossMix;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.loss.preference.PreferenceLossType;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.StartingAdapter;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny decoder learns to tell even tokens from odd ones. */
final class TrainPreferencesIT {

  private static SparkSession session = TestSpark.local();

  @TempDir Path folder;

  @AfterAll
  static void stop() throws IOException {
    session.close();
  }

  @Test
  void chosenCompletionsGainOverRejectedOnes() {
    TinyPreferences data = data("dpo");

    Trainer.Outcome outcome = train("dpo", settings(PreferenceLossType.SIGMOID, 12, 0));

    assertThat(outcome.checkpoint().step()).isEqualTo(12);
    assertThat(outcome.checkpoint().folder().path()).isEqualTo("checkpoints/step-000012");
    assertThat(data.chosenGain(outcome.checkpoint()))
        .isGreaterThan(data.rejectedGain(outcome.checkpoint()) + 2);
    Map<String, Double> first = outcome.log().metrics().get(0);
    Map<String, Double> last = outcome.log().metrics().get(11);
    assertThat(first.get("loss")).isCloseTo(Math.log(2), within(1e-5));
    assertThat(first.get("rewards/margins")).isCloseTo(0, within(1e-5));
    assertThat(last.get("rewards/accuracies")).isGreaterThan(0.9);
    assertThat(last)
        .containsKeys(
            "logps/chosen", "logits/rejected", "entropy", "mean_token_accuracy", "grad_norm");
  }

  /** The reference goes through the same tokens beside the policy, whole or as an adapter. */
  @Test
  void tdpoHoldsTheReferenceBesideThePolicy() {
    TinyPreferences data = data("tdpo");
    StageContext context = context("tdpo", Progress.NONE);
    PolicyCheckpoint adapter = adapter(context, data.policy());
    for (PolicyCheckpoint policy : List.of(data.policy(), adapter)) {
      Trainer.Outcome outcome =
          TrainPreferences.run(
              context("tdpo-" + (policy.under() == null), Progress.NONE),
              policy,
              data.pairs(),
              Optional.of(data.logprobs()),
              settings(PreferenceLossType.TDPO1, 12, 0));

      Map<String, Double> first = outcome.log().metrics().get(0);
      Map<String, Double> last = outcome.log().metrics().get(11);
      assertThat(first.get("loss")).isCloseTo(Math.log(2), within(1e-5));
      assertThat(first.get("kl/chosen")).isCloseTo(0, within(1e-6));
      assertThat(last.get("rewards/margins")).isGreaterThan(0.01);
      assertThat(last.get("kl/chosen")).isPositive();
      assertThat(last.get("kl/rejected")).isPositive();
    }
  }

  /** By TDPO, in whose steps another model takes part. */
  @Test
  void oneCoreTwoCoresAndAResumedStageEndInTheSameBits() throws IOException {
    PreferenceTrainingSettings settings = settings(PreferenceLossType.TDPO2, 5, 2);
    data("two");
    String expected = train("two", settings).checkpoint().contentHash();

    data("resumed");
    assertThatThrownBy(() -> train(context("resumed", failingAfter(3)), settings))
        .hasMessage("stopped");
    assertThat(folder.resolve("resumed/checkpoints/step-000002")).exists();
    assertThat(folder.resolve("resumed/checkpoints/step-000004")).doesNotExist();
    Trainer.Outcome resumed = train("resumed", settings);
    assertThat(resumed.checkpoint().contentHash()).isEqualTo(expected);
    // The third step was lost with the process.
    assertThat(resumed.seconds()).hasSize(3);

    session.close();
    session = TestSpark.session("local[1]");
    data("one");
    assertThat(train("one", settings).checkpoint().contentHash()).isEqualTo(expected);
    assertThat(train("one", settings).seconds()).isEmpty();
  }

  @Test
  void anAdapterLearnsBesideItsModel() {
    TinyPreferences data = data("adapter");
    StageContext context = context("adapter", Progress.NONE);
    PolicyCheckpoint adapter = adapter(context, data.policy());

    Trainer.Outcome outcome =
        TrainPreferences.run(
            context,
            adapter,
            data.pairs(),
            Optional.of(data.logprobs()),
            settings(PreferenceLossType.SIGMOID, 12, 0));

    assertThat(outcome.checkpoint().under()).isEqualTo(adapter.under());
    assertThat(outcome.log().metrics().get(11).get("rewards/margins")).isGreaterThan(0.01);
  }

  private static PolicyCheckpoint adapter(StageContext context, PolicyCheckpoint policy) {
    return StartingAdapter.run(
        context,
        policy,
        new LoraSettings(4, 8, List.of("q_proj", "down_proj")),
        UpdatePolicy.folder(0));
  }

  @Test
  void orpoCountsThePromptOfTheChosenCompletion() {
    TinyPreferences data = data("orpo");
    // Behind its first token, everything counts.
    List<TokenSequence> whole = data.chosen().stream().map(TrainPreferencesIT::whole).toList();
    double tokens = whole.stream().mapToInt(row -> row.completionTokenIds().length).sum();
    double expected = -Arrays.stream(TinyPreferences.logps(data.policy(), whole)).sum() / tokens;

    Map<String, Double> metrics =
        train("orpo", settings(PreferenceLossType.ORPO, 1, 0)).log().metrics().get(0);

    assertThat(metrics.get("nll_loss")).isCloseTo(expected, within(1e-5));
    assertThat(metrics.get("loss"))
        .isCloseTo(expected - 0.5 * metrics.get("log_odds_ratio"), within(1e-5));
  }

  @Test
  void rowsThatAreKeptAreThoseOfTheirLossAndReference() {
    TinyPreferences data = data("kept");
    List<Bundle> first = List.of(Bundle.single(0, 0, 1, 1));
    PreferencePairs pairs = new PreferencePairs(data.pairs(), data.logprobs(), false);
    PreferencePairs withPrompt = new PreferencePairs(data.pairs(), data.logprobs(), true);
    PreferencePairs alone = new PreferencePairs(data.pairs(), null, false);

    assertThat(ExampleReader.read(pairs, first).get(0))
        .isSameAs(ExampleReader.read(pairs, first).get(0));
    for (int row = 0; row < 4; row++) {
      List<Bundle> bundle = List.of(Bundle.single(0, row, 1, 1));
      int prompt = data.chosen().get(row).promptTokenIds().length;
      assertThat(ExampleReader.read(pairs, bundle).get(0).known().chosenStart()).isZero();
      assertThat(ExampleReader.read(withPrompt, bundle).get(0).known().chosenStart())
          .isEqualTo(prompt - 1);
      assertThat(ExampleReader.read(alone, bundle).get(0).known().reference()).isEmpty();
    }
  }

  @Test
  void ktoTakesTheWholeStepsBaseline() {
    TinyPreferences data = data("kto");
    PreferenceTrainingSettings settings = settings(PreferenceLossType.KTO, 12, 1);

    Trainer.Outcome outcome =
        TrainPreferences.runUnpaired(
            context("kto", Progress.NONE),
            data.policy(),
            data.unpaired(),
            data.unpairedLogprobs(),
            settings);

    assertThat(data.chosenGain(outcome.checkpoint()))
        .isGreaterThan(data.rejectedGain(outcome.checkpoint()) + 0.5);
    assertThat(outcome.log().metrics().get(11).get("kl")).isPositive();
    List<TokenSequence> mismatched = data.mismatched();
    double[] reference = TinyPreferences.logps(data.policy(), mismatched);
    for (int step = 0; step < 12; step++) {
      PolicyCheckpoint before = step == 0 ? data.policy() : checkpoint("kto", step);
      double z = TinyPreferences.gain(TinyPreferences.logps(before, mismatched), reference);
      assertThat(outcome.log().metrics().get(step).get("kl"))
          .as("step %d", step + 1)
          .isCloseTo(Math.max(0, z), within(1e-4));
    }
  }

  @Test
  void aLossOfTheOtherKindAndOtherLogprobsAreRefused() {
    TinyPreferences data = data("refused");
    assertThatThrownBy(() -> train("refused", settings(PreferenceLossType.KTO, 1, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("for unpaired examples, but these are pairs");
    assertThatThrownBy(
            () ->
                TrainPreferences.runUnpaired(
                    context("refused", Progress.NONE),
                    data.policy(),
                    data.unpaired(),
                    data.unpairedLogprobs(),
                    settings(PreferenceLossType.SIGMOID, 1, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("for pairs, but these examples are unpaired");
    assertThatThrownBy(() -> PreferencePairs.requireSame("a", "b"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b stands where a should");
  }

  @Test
  void aStepThatComesToNoNumberIsNamedWithItsPolicy() {
    PreferenceTrainingSettings sound = settings(PreferenceLossType.SIGMOID, 3, 0);
    PreferenceTrainingSettings steep =
        new PreferenceTrainingSettings(
            sound.steps(),
            sound.batchSize(),
            sound.gradientShards(),
            sound.microBatchExamples(),
            sound.gradientCheckpointing(),
            sound.checkpointEvery(),
            sound.loss(),
            new AdamWSettings(1e37, 0, 0.9, 0.999, 1e-8, 0, 1));
    assertThatThrownBy(() -> train("steep", steep))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("train-preferences, step 2 from ")
        .hasMessageContaining(folder.resolve("steep/base") + ": The ")
        .hasMessageContaining("lower the learning rate");
  }

  private static TokenSequence whole(TokenSequence row) {
    int[] prompt = row.promptTokenIds();
    int[] completion = row.completionTokenIds();
    int[] rest = Arrays.copyOfRange(prompt, 1, prompt.length + completion.length);
    System.arraycopy(completion, 0, rest, prompt.length - 1, completion.length);
    return new TokenSequence(new int[] {prompt[0]}, rest);
  }

  private StageContext context(String run, Progress progress) {
    return new StageContext(session, RunDirectory.at(folder.resolve(run)), 17, progress);
  }

  private TinyPreferences data(String run) {
    return new TinyPreferences(context(run, Progress.NONE));
  }

  private Trainer.Outcome train(String run, PreferenceTrainingSettings settings) {
    return train(context(run, Progress.NONE), settings);
  }

  private static Trainer.Outcome train(StageContext context, PreferenceTrainingSettings settings) {
    TinyPreferences data = new TinyPreferences(context);
    return TrainPreferences.run(
        context, data.policy(), data.pairs(), Optional.of(data.logprobs()), settings);
  }

  private PolicyCheckpoint checkpoint(String run, int step) {
    return PolicyCheckpoint.starting(folder.resolve(run).resolve(UpdatePolicy.folder(step)));
  }

  /** All examples in a step; shards that end in part micro-batches. */
  private static PreferenceTrainingSettings settings(
      PreferenceLossType loss, int steps, int checkpointEvery) {
    return new PreferenceTrainingSettings(
        steps,
        loss == PreferenceLossType.KTO ? 2 * TinyPreferences.PAIRS : TinyPreferences.PAIRS,
        3,
        4,
        false,
        checkpointEvery,
        new PreferenceLossSettings(
            LossMix.of(loss), 0.5, null, null, null, null, null, false, null, null, null),
        TinyPreferences.optimizer());
  }

  /** A run that ends after so many steps, as one does that is killed. */
  private static Progress failingAfter(int steps) {
    return new Progress() {
      @Override
      public void advanced(StageStatus status) {
        if (status.stage().equals("train-preferences") && status.done() == steps) {
          throw new IllegalStateException("stopped");
        }
      }
    };
  }
}
