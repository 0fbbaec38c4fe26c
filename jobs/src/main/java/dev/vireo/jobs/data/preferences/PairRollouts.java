package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.GroupPairs.Reason;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PublishedIterations;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes the {@code preference_pairs} dataset of the rollouts and rewards of a run, this one or
 * another: nothing is sampled, and tokens are taken as they were. A chunk of rollouts makes a chunk
 * of pairs.
 *
 * <p>Totals: {@code groups}, {@code tokens}, {@code chosen_tokens}, {@code rejected_tokens}, and
 * groups without a pair by reason: {@code dropped/no_rewards}, {@code dropped/equal_rewards},
 * {@code dropped/margin}, {@code dropped/same_tokens}.
 */
public final class PairRollouts {
  /** The stage's name. */
  public static final String STAGE = "pair-rollouts";

  private final RolloutPairSettings settings;
  private final PairTokens tokens;

  /** The rollouts of an iteration, and their rewards. */
  private record Iteration(DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A chunk of an iteration. */
  private record Place(int iteration, int chunk) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private PairRollouts(RolloutPairSettings settings, PairTokens tokens) {
    this.settings = settings;
    this.tokens = tokens;
  }

  /**
   * The stage with these settings.
   *
   * @param tokens the tokens of pairs as the model that is to be trained reads them
   */
  public static PairRollouts of(RolloutPairSettings settings, PairTokens tokens) {
    return new PairRollouts(settings, tokens);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(RolloutPairSettings settings) {
    return Fingerprint.of(STAGE).settings(settings.identity());
  }

  /**
   * Makes the dataset of the settings' run, unless it is there already.
   *
   * @throws InputException if there are no such rollouts or rewards, another tokenizer made them,
   *     or no group has a pair
   */
  public DatasetHandle<PreferencePair> run(StageContext context) {
    DatasetHandle<PreferencePair> pairs =
        make(
            context,
            settings.run() == null
                ? context.run()
                : RunDirectory.at(settings.run(), context.session().sessionState().newHadoopConf()),
            0);
    if (pairs.rows() == 0) {
      // Other settings may be tried: nothing depends on a dataset of nothing.
      RunFolders.delete(context.run(), pairs.partition().path());
      throw new InputException(
          "No pairs in %s; use more iterations, or lower rollout-pairs.min-margin"
              .formatted(described(pairs)));
    }
    return said(context, pairs);
  }

  /**
   * Makes the dataset of the rollouts in a run directory that is known, where there may be no pair
   * at all.
   *
   * @param source the run; the settings' own is not looked at
   * @throws InputException if there are no such rollouts or rewards, or another tokenizer made them
   */
  public DatasetHandle<PreferencePair> run(StageContext context, RunDirectory source) {
    return said(context, make(context, source, 0));
  }

  /**
   * The same of one iteration after the other, where nobody wants to hear of each.
   *
   * @param iteration what the progress counts it to
   */
  public DatasetHandle<PreferencePair> runQuietly(
      StageContext context, RunDirectory source, int iteration) {
    return make(context, source, iteration);
  }

  private static DatasetHandle<PreferencePair> said(
      StageContext context, DatasetHandle<PreferencePair> pairs) {
    context
        .progress()
        .message("%s of %s".formatted(Counted.of(pairs.rows(), "pairs"), described(pairs)));
    return pairs;
  }

  private DatasetHandle<PreferencePair> make(
      StageContext context, RunDirectory source, int iteration) {
    List<Iteration> iterations = iterations(source);
    List<Place> chunks = new ArrayList<>();
    for (int i = 0; i < iterations.size(); i++) {
      for (int chunk : iterations.get(i).rollouts().chunks()) {
        chunks.add(new Place(i, chunk));
      }
    }
    RolloutPairSettings rules = settings;
    PairTokens reading = tokens;
    return stage(context, iterations, iteration)
        .counting("groups", chunk -> groups(iterations, chunk))
        .run(
            context.spark(),
            chunks,
            (index, chunk) ->
                pair(iterations.get(chunk.iteration()), chunk.chunk(), rules, reading));
  }

  private static long groups(List<Iteration> iterations, Place chunk) {
    return iterations.get(chunk.iteration()).rollouts().rows(chunk.chunk());
  }

  private static ChunkResult<PreferencePair> pair(
      Iteration iteration, int chunk, RolloutPairSettings settings, PairTokens tokens) {
    List<Rollout> groups =
        iteration
            .rollouts()
            .read(
                chunk,
                "iteration",
                "prompt_id",
                "prompt",
                "prompt_token_ids",
                "attributes",
                "completions.sample_index",
                "completions.token_ids",
                "completions.text",
                PolicyTokens.MASK);
    List<Rewards> rewards = iteration.rewards().read(chunk);
    List<PreferencePair> pairs = new ArrayList<>();
    Map<String, Double> totals = new TreeMap<>();
    totals.put("groups", (double) groups.size());
    for (Reason reason : Reason.values()) {
      totals.put(reason.total(), 0.0);
    }
    for (int i = 0; i < groups.size(); i++) {
      Rollout group = groups.get(i);
      check(group, rewards.get(i), settings);
      tokens.check(group);
      if (settings.pairing() == Pairing.STEP) {
        requireOneTurn(group);
      }
      GroupPairs made =
          settings.pairing() == Pairing.STEP
              ? StepPairs.of(group, rewards.get(i), settings, tokens::text)
              : GroupPairs.of(group, rewards.get(i), settings);
      if (made.reason() != null) {
        totals.merge(made.reason().total(), 1.0, Double::sum);
      }
      made.pairs().forEach(pair -> pairs.add(tokens.of(group, pair)));
    }
    double prompt = 0;
    double chosen = 0;
    double rejected = 0;
    for (PreferencePair pair : pairs) {
      prompt += pair.getPromptTokenIds().size();
      chosen += pair.getChosenTokenIds().size();
      rejected += pair.getRejectedTokenIds().size();
    }
    totals.put("tokens", prompt + chosen + rejected);
    totals.put("chosen_tokens", chosen);
    totals.put("rejected_tokens", rejected);
    return ChunkResult.of(pairs, totals);
  }

  private static void requireOneTurn(Rollout group) {
    if (group.getCompletions().stream().anyMatch(each -> each.getTurns() != null)) {
      throw new InputException(
          "Prompt %s has conversations with an environment, whose steps cannot be paired; choose another pairing than step"
              .formatted(group.getPromptId()));
    }
  }

  private static void check(Rollout group, Rewards rewards, RolloutPairSettings settings) {
    if (!group.getPromptId().equals(rewards.getPromptId())
        || group.getCompletions().size() != rewards.getCompletions().size()) {
      throw new InputException(
          "The rewards of iteration %d do not match its rollouts: they have '%s' in place of '%s'; recompute the rewards"
              .formatted(group.getIteration(), rewards.getPromptId(), group.getPromptId()));
    }
    if (settings.pairing() == Pairing.STEP
        && rewards.getCompletions().stream().allMatch(each -> each.getSteps() == null)) {
      throw new InputException(
          "pairing is step, but no reward with a weight judged the steps of iteration %d: give rollouts with such a reward, or set another pairing"
              .formatted(group.getIteration()));
    }
    String reward = settings.reward();
    if (reward != null
        && rewards.getCompletions().stream()
            .noneMatch(each -> each.getValues().containsKey(reward))) {
      throw new InputException(
          "There is no reward named '%s' for prompt '%s' of iteration %d; there are %s"
              .formatted(
                  reward,
                  group.getPromptId(),
                  group.getIteration(),
                  rewards.getCompletions().stream()
                      .flatMap(each -> each.getValues().keySet().stream())
                      .distinct()
                      .sorted()
                      .toList()));
    }
  }

  /** The groups, and why some have no pair. */
  private static String described(DatasetHandle<PreferencePair> pairs) {
    List<String> reasons = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      long count = Math.round(pairs.total(reason.total()));
      if (count > 0) {
        reasons.add("%d with %s".formatted(count, reason.words()));
      }
    }
    String without =
        reasons.isEmpty() ? "" : "; groups without a pair: " + String.join(", ", reasons);
    return Counted.of(Math.round(pairs.total("groups")), "groups") + without;
  }

  private List<Iteration> iterations(RunDirectory source) {
    return PublishedIterations.of(
            source,
            settings.fromIteration(),
            settings.toIteration(),
            List.of(Datasets.ROLLOUTS, Datasets.REWARDS))
        .stream()
        .map(
            iteration ->
                new Iteration(
                    source.partition(Datasets.ROLLOUTS, iteration).published().orElseThrow(),
                    source.partition(Datasets.REWARDS, iteration).published().orElseThrow()))
        .toList();
  }

  private ChunkStage<Place, PreferencePair> stage(
      StageContext context, List<Iteration> iterations, int iteration) {
    Fingerprint fingerprint =
        declared(settings)
            .input("rollouts", hashes(iterations.stream().map(Iteration::rollouts).toList()))
            .input("rewards", hashes(iterations.stream().map(Iteration::rewards).toList()))
            .input("tokenizer", tokens.identity());
    return ChunkStage.<Place, PreferencePair>of(
            context.run().partition(Datasets.PREFERENCE_PAIRS), fingerprint)
        .progress(context.progress(), iteration);
  }

  private static String hashes(List<? extends DatasetHandle<?>> handles) {
    return handles.stream().map(DatasetHandle::contentHash).collect(Collectors.joining("+"));
  }
}
