package dev.vireo.jobs.rollouts.refinement;

import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.TextTemplate;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.rollouts.TurnSampler;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The stage that has a policy improve its own answers, a round at a time: {@code
 * refine/rollouts/iteration=R}, laid out like a run. A group is the answers of a prompt's chains
 * after the round, the prompt is the one that was asked first, and log-probabilities are those
 * after what the policy read to improve.
 *
 * <p>Totals: those of rollouts; {@link #READ}, {@link #WRITTEN} and {@link #PROMPTS}; {@link
 * #KEPT}, answers that stay as they are because what the policy would read leaves no room for
 * another one.
 */
public final class RefineCompletions {

  /** The stage's name. */
  public static final String STAGE = "refine-completions";

  /** Total in the manifest: tokens that the policy read to improve answers. */
  public static final String READ = "read";

  /** Total in the manifest: tokens of the answers that it wrote then. */
  public static final String WRITTEN = "written";

  /** Total in the manifest: tokens of the prompts themselves, each counted once. */
  public static final String PROMPTS = "prompt_tokens";

  /** Total in the manifest: answers without room for another one. */
  public static final String KEPT = "kept";

  private final RefineSettings settings;
  private final RolloutSettings rollouts;
  private final PolicyEncoder encoder;
  private final ChatSettings chat;

  /**
   * The stage with these settings.
   *
   * @param rollouts how answers are sampled, by the local engine
   * @param encoder of the policy that improves them
   * @param chat how chats go through its chat template; null for plain prompts
   */
  public RefineCompletions(
      RefineSettings settings, RolloutSettings rollouts, PolicyEncoder encoder, ChatSettings chat) {
    this.settings = settings;
    this.rollouts = rollouts;
    this.encoder = encoder;
    this.chat = chat;
  }

  /** The folder of the rounds in the run directory. */
  public static RunDirectory folder(RunDirectory run) {
    return run.child("refine");
  }

  /** What a round reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(
      int round,
      RefineSettings settings,
      RolloutSettings rollouts,
      Optional<ChatSettings> chat,
      long seed) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("round", round);
    decisive.put("chains", settings.chains());
    decisive.put("template", settings.text(chat.isPresent()));
    decisive.put("score", settings.score());
    decisive.put("chat", chat.orElse(null));
    decisive.put("rollouts", rollouts);
    return Fingerprint.of(STAGE).settings(decisive).seed(seed);
  }

  /**
   * Makes a round, unless it is there.
   *
   * @param round from 1
   * @param last answers of the round before, or those that it all begins with
   * @param scores their rewards; empty unless the policy is told of one
   */
  public DatasetHandle<Rollout> run(
      StageContext context,
      int round,
      DatasetHandle<Rollout> last,
      Optional<DatasetHandle<Rewards>> scores) {
    Fingerprint fingerprint =
        declared(round, settings, rollouts, Optional.ofNullable(chat), context.seed())
            .input("policy", encoder.policy().contentHash())
            .input("encoding", encoder.plainIdentity())
            .input("rollouts", last.contentHash());
    if (scores.isPresent()) {
      fingerprint = fingerprint.input("rewards", scores.get().contentHash());
    }
    ChunkStage<Integer, Rollout> stage =
        ChunkStage.<Integer, Rollout>of(
                folder(context.run()).partition(Datasets.ROLLOUTS, round), fingerprint)
            .progress(context.progress(), round)
            .counting("prompts", last::rows)
            .showing(CollectRollouts::shown);
    Optional<DatasetHandle<Rollout>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    Round work =
        new Round(
            round,
            settings,
            settings.text(chat != null),
            chat,
            encoder,
            PromptSampler.of(encoder.policy(), rollouts, context.seed(), round),
            last,
            scores.orElse(null));
    DatasetHandle<Rollout> made =
        stage
            .on(StageResources.of(context.spark()))
            .run(context.spark(), last.chunks(), (index, chunk) -> work.of(chunk));
    if (made.total(KEPT) > 0) {
      context
          .progress()
          .message(
              "%s: in round %d %.0f answers stay as they are, since what the policy would read leaves no room for another in its context"
                  .formatted(STAGE, round, made.total(KEPT)));
    }
    return made;
  }

  /**
   * The work of a round; it travels with tasks.
   *
   * @param chat null for plain prompts, since no Optional travels
   * @param scores null unless the policy is told of them
   */
  private record Round(
      int round,
      RefineSettings settings,
      TextTemplate template,
      ChatSettings chat,
      PolicyEncoder encoder,
      PromptSampler sampler,
      DatasetHandle<Rollout> last,
      DatasetHandle<Rewards> scores)
      implements Serializable {

    /** The groups of a chunk after the round. */
    ChunkResult<Rollout> of(int chunk) {
      List<Rollout> groups = last.read(chunk);
      List<Rewards> rewards = scores == null ? List.of() : scores.read(chunk);
      RefinementTokens tokens = new RefinementTokens(template, chat, encoder);
      int context = sampler.version().config().contextLength();
      List<TurnSampler.Begun> begun = new ArrayList<>();
      double read = 0;
      double prompts = 0;
      for (int i = 0; i < groups.size(); i++) {
        Rollout group = groups.get(i);
        prompts += group.getPromptTokenIds().size();
        for (int chain = 0; chain < settings.chains(); chain++) {
          double score = scores == null ? Double.NaN : score(rewards.get(i), chain);
          int[] ids = tokens.of(group, group.getCompletions().get(chain), score);
          int room = Math.min(sampler.settings().maxNewTokens(), context - ids.length);
          if (room > 0) {
            begun.add(new TurnSampler.Begun(group.getPromptId(), chain, round + 1, ids, room));
            read += ids.length;
          }
        }
      }
      List<Completion> drawn = begun.isEmpty() ? List.of() : sampler.next(begun);
      Map<String, Double> totals = new TreeMap<>();
      totals.put(READ, read);
      totals.put(PROMPTS, prompts);
      totals.put(WRITTEN, drawn.stream().mapToDouble(each -> each.getTokenIds().size()).sum());
      totals.put(KEPT, (double) groups.size() * settings.chains() - begun.size());
      return counted(improved(groups, begun, drawn), totals);
    }

    private double score(Rewards rewards, int chain) {
      return rewards
          .getCompletions()
          .get(chain)
          .getValues()
          .getOrDefault(settings.score(), Double.NaN);
    }

    private List<Rollout> improved(
        List<Rollout> groups, List<TurnSampler.Begun> begun, List<Completion> drawn) {
      Map<String, Completion> written = new TreeMap<>();
      for (int i = 0; i < drawn.size(); i++) {
        written.put(place(begun.get(i).promptId(), begun.get(i).sampleIndex()), drawn.get(i));
      }
      List<Rollout> improved = new ArrayList<>();
      for (Rollout group : groups) {
        List<Completion> answers = new ArrayList<>();
        for (int chain = 0; chain < settings.chains(); chain++) {
          Completion answer =
              written.getOrDefault(
                  place(group.getPromptId(), chain), group.getCompletions().get(chain));
          answers.add(Completion.newBuilder(answer).setSampleIndex(chain).build());
        }
        improved.add(Rollout.newBuilder(group).setIteration(round).setCompletions(answers).build());
      }
      return improved;
    }

    private static String place(String promptId, int chain) {
      return promptId + "\n" + chain;
    }

    private static ChunkResult<Rollout> counted(List<Rollout> groups, Map<String, Double> totals) {
      Map<String, Double> all = new TreeMap<>(CollectRollouts.counted(groups).totals());
      all.putAll(totals);
      return ChunkResult.of(groups, all);
    }
  }
}
