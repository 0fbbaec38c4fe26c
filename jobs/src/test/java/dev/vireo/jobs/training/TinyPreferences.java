package dev.vireo.jobs.training;

import ai.djl.Device;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.policy.StepLog;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.schemas.UnpairedLogprobs;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Preferences that a tiny decoder can learn: chosen completions are of even tokens, rejected ones
 * of odd tokens. The decoder itself is the reference.
 */
final class TinyPreferences {
  static final int PAIRS = 40;
  private static final int CHUNK = 16;

  /** Llama's shape, a few thousand parameters. */
  static final ModelConfig CONFIG =
      ModelConfig.builder(Architecture.LLAMA)
          .vocabularySize(16)
          .hiddenSize(16)
          .layers(1)
          .heads(2)
          .keyValueHeads(1)
          .headDim(8)
          .intermediateSize(24)
          .contextLength(32)
          .tiedEmbeddings(true)
          .bosTokenId(null)
          .eosTokenIds(0)
          .padTokenId(0)
          .build();

  private final StageContext context;
  private final List<TokenSequence> chosen = new ArrayList<>();
  private final List<TokenSequence> rejected = new ArrayList<>();
  private final double[] chosenLogps;
  private final double[] rejectedLogps;

  TinyPreferences(StageContext context) {
    this.context = context;
    Random random = new Random(5);
    for (int pair = 0; pair < PAIRS; pair++) {
      int[] prompt = IntStream.range(0, 1 + pair % 4).map(t -> random.nextInt(16)).toArray();
      chosen.add(new TokenSequence(prompt, completion(random, 0)));
      rejected.add(new TokenSequence(prompt, completion(random, 1)));
    }
    chosenLogps = logps(parameters(), chosen);
    rejectedLogps = logps(parameters(), rejected);
  }

  private static int[] completion(Random random, int parity) {
    return IntStream.range(0, 1 + random.nextInt(5))
        .map(t -> 2 * random.nextInt(8) + parity)
        .toArray();
  }

  /** Those of the reference, which training starts from. */
  static ParameterSet parameters() {
    return RandomModel.parameters(CONFIG, new LanguageModelHead(), 3);
  }

  /** The usual optimizer, with a learning rate for a decoder of this size. */
  static AdamWSettings optimizer() {
    AdamWSettings usual = AdamWSettings.defaults();
    return new AdamWSettings(
        0.01,
        0,
        usual.beta1(),
        usual.beta2(),
        usual.adamEpsilon(),
        usual.weightDecay(),
        usual.maxGradNorm());
  }

  List<TokenSequence> chosen() {
    return chosen;
  }

  /** The policy that training starts from. */
  PolicyCheckpoint policy() {
    ParameterSet parameters = parameters();
    return new CheckpointStore(context.run())
        .publish(
            "base",
            Fingerprint.of("starting-policy"),
            new CheckpointStore.Content(
                new PolicyForm.FullModel(CONFIG, new LanguageModelHead(), CarriedFiles.none()),
                parameters,
                OptimizerState.initial(parameters),
                StepLog.none()));
  }

  /** Sums over the completions' tokens under a checkpoint's policy. */
  static double[] logps(PolicyCheckpoint checkpoint, List<TokenSequence> sequences) {
    return logps(checkpoint.model().parameters(), sequences);
  }

  private static double[] logps(ParameterSet parameters, List<TokenSequence> sequences) {
    try (Model policy = Model.create(CONFIG, new LanguageModelHead(), parameters, Device.cpu())) {
      return Arrays.stream(new LogprobScorer(policy).score(sequences, 1))
          .mapToDouble(row -> Arrays.stream(row).sum())
          .toArray();
    }
  }

  DatasetHandle<PreferencePair> pairs() {
    return published(
        Datasets.PREFERENCE_PAIRS,
        PAIRS,
        pair ->
            PreferencePair.newBuilder()
                .setPairId("pair-" + pair)
                .setPrompt("")
                .setChosen("")
                .setRejected("")
                .setPromptTokenIds(TokenLists.list(chosen.get(pair).promptTokenIds()))
                .setChosenTokenIds(TokenLists.list(chosen.get(pair).completionTokenIds()))
                .setRejectedTokenIds(TokenLists.list(rejected.get(pair).completionTokenIds()))
                .build());
  }

  DatasetHandle<PreferenceLogprobs> logprobs() {
    return published(
        Datasets.PREFERENCE_LOGPROBS,
        PAIRS,
        pair -> new PreferenceLogprobs("pair-" + pair, chosenLogps[pair], rejectedLogps[pair]));
  }

  /** The same completions one by one, those of a pair after each other. */
  DatasetHandle<UnpairedExample> unpaired() {
    return published(
        Datasets.UNPAIRED_EXAMPLES,
        2 * PAIRS,
        place -> {
          TokenSequence sequence = sequence(place);
          return UnpairedExample.newBuilder()
              .setExampleId("example-" + place)
              .setPrompt("")
              .setCompletion("")
              .setPromptTokenIds(TokenLists.list(sequence.promptTokenIds()))
              .setCompletionTokenIds(TokenLists.list(sequence.completionTokenIds()))
              .setDesirable(place % 2 == 0)
              .setKlExampleId("example-" + mismatch(place))
              .setKlCompletionTokenIds(
                  TokenLists.list(sequence(mismatch(place)).completionTokenIds()))
              .build();
        });
  }

  DatasetHandle<UnpairedLogprobs> unpairedLogprobs() {
    double[] mismatched = logps(parameters(), mismatched());
    return published(
        Datasets.UNPAIRED_LOGPROBS,
        2 * PAIRS,
        place ->
            new UnpairedLogprobs(
                "example-" + place,
                (place % 2 == 0 ? chosenLogps : rejectedLogps)[place / 2],
                mismatched[place]));
  }

  /** Each example's prompt with the completion of another. */
  List<TokenSequence> mismatched() {
    return IntStream.range(0, 2 * PAIRS)
        .mapToObj(
            place ->
                new TokenSequence(
                    sequence(place).promptTokenIds(),
                    sequence(mismatch(place)).completionTokenIds()))
        .toList();
  }

  /**
   * Mean over pairs of how much likelier a policy finds the chosen completion than the reference.
   */
  double chosenGain(PolicyCheckpoint policy) {
    return gain(logps(policy, chosen), chosenLogps);
  }

  double rejectedGain(PolicyCheckpoint policy) {
    return gain(logps(policy, rejected), rejectedLogps);
  }

  static double gain(double[] logps, double[] reference) {
    return IntStream.range(0, logps.length)
        .mapToDouble(i -> logps[i] - reference[i])
        .average()
        .orElseThrow();
  }

  private TokenSequence sequence(int place) {
    return (place % 2 == 0 ? chosen : rejected).get(place / 2);
  }

  /** A desirable one, so that the baseline rises above 0. */
  private static int mismatch(int place) {
    return (place / 2 * 2 + 6) % (2 * PAIRS);
  }

  private <T extends SpecificRecordBase> DatasetHandle<T> published(
      DatasetType<T> type, int rows, IntFunction<T> row) {
    List<Integer> firsts =
        IntStream.iterate(0, first -> first < rows, first -> first + CHUNK).boxed().toList();
    return ChunkStage.<Integer, T>of(context.run().partition(type), Fingerprint.of(type.name()))
        .runOnDriver(
            firsts,
            (index, first) ->
                ChunkResult.of(
                    IntStream.range(first, Math.min(first + CHUNK, rows)).mapToObj(row).toList()));
  }
}
