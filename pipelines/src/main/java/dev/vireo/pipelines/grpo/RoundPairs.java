package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.preferences.PairRollouts;
import dev.vireo.jobs.data.preferences.ReplayPairs;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.rewards.model.RetrainedModel;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.run.DatasetHandle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the rounds of {@link RewardRounds} learn from: pairs of the policy's own rollouts, and some
 * of those of earlier rounds.
 */
final class RoundPairs {

  /** Within a round's folder: what the model is trained on where earlier pairs are among it. */
  static final String TRAINING = "training";

  private final StageContext context;
  private final IterativeSettings settings;
  private final Supplier<RetrainedModel> model;
  private final Map<Integer, DatasetHandle<PreferencePair>> pairs = new HashMap<>();
  private final Map<Integer, DatasetHandle<PreferencePair>> replayed = new HashMap<>();
  private final Map<Integer, Boolean> learns = new HashMap<>();

  /**
   * @param context of the run
   * @param model the model that is trained, opened when it is first needed
   */
  RoundPairs(StageContext context, IterativeSettings settings, Supplier<RetrainedModel> model) {
    this.context = context;
    this.settings = settings;
    this.model = model;
  }

  /** The pairs of a round's rollouts. */
  DatasetHandle<PreferencePair> of(int round) {
    return pairs.computeIfAbsent(
        round,
        last ->
            PairRollouts.of(settings.pairs(last), model.get().tokens())
                .run(in(RewardRounds.folder(last)), context.run()));
  }

  /** Whether a round has pairs to train on and pairs to judge by; else the model stays as it is. */
  boolean learns(int round) {
    return learns.computeIfAbsent(
        round,
        last -> {
          RewardPairSource source = source(of(last));
          Set<Boolean> sides = new HashSet<>();
          for (int chunk = 0; chunk < source.dataset().chunkCount() && sides.size() < 2; chunk++) {
            source.read(chunk).stream()
                .flatMap(Optional::stream)
                .forEach(pair -> sides.add(pair.heldOut()));
          }
          if (sides.size() < 2) {
            context
                .progress()
                .message(
                    "the reward model stays as it is after iteration %d: of its pairs none are %s"
                        .formatted(last, sides.contains(false) ? "held out" : "to be trained on"));
          }
          return sides.size() == 2;
        });
  }

  /** Pairs as the model reads them. */
  RewardPairSource source(DatasetHandle<PreferencePair> of) {
    return model.get().source(of, settings.evaluation().heldOut());
  }

  /** The pairs that the model is trained on: those of before among them. */
  DatasetHandle<PreferencePair> replayed(int round) {
    return replayed.computeIfAbsent(round, this::replay);
  }

  private DatasetHandle<PreferencePair> replay(int round) {
    SortedMap<String, DatasetHandle<PreferencePair>> earlier = new TreeMap<>();
    model.get().firstPairs().ifPresent(first -> earlier.put("first", first));
    for (int other = settings.every(); other < round; other += settings.every()) {
      earlier.put("round-%06d".formatted(other), of(other));
    }
    return ReplayPairs.run(
        in(RewardRounds.folder(round) + "/" + TRAINING), of(round), earlier, settings.replay());
  }

  private StageContext in(String folder) {
    return new StageContext(
        context.session(), context.run().child(folder), context.seed(), context.progress());
  }
}
