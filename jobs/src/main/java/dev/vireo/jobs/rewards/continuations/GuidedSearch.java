package dev.vireo.jobs.rewards.continuations;

import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A search over the steps of completions; it travels with tasks. Each beginning is continued by a
 * step several times; of all that there are then, the best by the guide are kept, those that have
 * ended among them, until all have ended.
 *
 * @param sampler continues to the end of a step; its randomness depends on prompt, step and
 *     beginning, by the names that beginnings get
 * @param texts of the sampler's tokens
 * @param contextLength the policy's longest sequence
 * @param maxTokens the longest completion
 * @param guide judges completions as far as they are
 * @param settings separator, branches, steps
 * @param beams beginnings that are kept
 */
record GuidedSearch(
    PromptSampler sampler,
    TokenTexts texts,
    int contextLength,
    int maxTokens,
    RewardScorer guide,
    SearchSettings settings,
    int beams)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What is found for a prompt.
   *
   * @param rollout the kept completions, the best first
   * @param spent tokens sampled on the way
   */
  record Found(Rollout rollout, long spent) {}

  /** A beginning, of one of the prompts. */
  private record Place(int prompt, Beam beam) {}

  /** Searches completions of prompts. */
  List<Found> search(List<Prompt> prompts) {
    List<List<Beam>> kept = new ArrayList<>();
    prompts.forEach(prompt -> kept.add(Collections.nCopies(beams, Beam.EMPTY)));
    long[] spent = new long[prompts.size()];
    for (int step = 0; step < settings.maxSteps() && isOpen(kept); step++) {
      List<List<Beam>> candidates = continued(prompts, kept, step, spent);
      for (int i = 0; i < prompts.size(); i++) {
        kept.set(i, best(candidates.get(i)));
      }
    }
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      found.add(new Found(rollout(prompts.get(i), kept.get(i)), spent[i]));
    }
    return found;
  }

  private static boolean isOpen(List<List<Beam>> kept) {
    return kept.stream().anyMatch(beams -> beams.stream().anyMatch(Beam::goesOn));
  }

  /** All that have ended, and what the others come to with a further step. */
  private List<List<Beam>> continued(
      List<Prompt> prompts, List<List<Beam>> kept, int step, long[] spent) {
    List<List<Beam>> candidates = new ArrayList<>();
    List<Place> open = new ArrayList<>();
    List<Prompt> beginnings = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      candidates.add(new ArrayList<>());
      for (int b = 0; b < kept.get(i).size(); b++) {
        Beam beam = kept.get(i).get(b);
        if (beam.goesOn()) {
          open.add(new Place(i, beam));
          beginnings.add(beginning(prompts.get(i), beam, step, b));
        } else {
          candidates.get(i).add(beam);
        }
      }
    }
    int batch = sampler.settings().chunkGroups();
    for (int from = 0; from < open.size(); from += batch) {
      int to = Math.min(open.size(), from + batch);
      List<List<Completion>> sampled = sampler.sample(beginnings.subList(from, to));
      List<List<Beam>> longer = new ArrayList<>();
      List<List<RewardInput>> inputs = new ArrayList<>();
      for (int i = from; i < to; i++) {
        Place place = open.get(i);
        Prompt prompt = prompts.get(place.prompt());
        List<Beam> branches = new ArrayList<>();
        for (Completion further : sampled.get(i - from)) {
          spent[place.prompt()] += further.getTokenIds().size();
          branches.add(longer(prompt, place.beam(), further));
        }
        longer.add(branches);
        inputs.add(branches.stream().map(branch -> input(prompt, branch)).toList());
      }
      List<List<ScoredCompletion>> scores = guide.scoreGroups(inputs);
      for (int i = from; i < to; i++) {
        for (int b = 0; b < longer.get(i - from).size(); b++) {
          double score = scores.get(i - from).get(b).reward();
          candidates.get(open.get(i).prompt()).add(longer.get(i - from).get(b).scored(score));
        }
      }
    }
    return candidates;
  }

  /** The best by the guide, of the same tokens only one; those that were first on equal scores. */
  private List<Beam> best(List<Beam> candidates) {
    List<Beam> sorted = new ArrayList<>(candidates);
    sorted.sort(Comparator.comparingDouble(beam -> -beam.score()));
    List<Beam> best = new ArrayList<>();
    Set<List<Integer>> seen = new HashSet<>();
    for (Beam beam : sorted) {
      if (best.size() < beams && seen.add(beam.tokens())) {
        best.add(beam);
      }
    }
    return best;
  }

  private Prompt beginning(Prompt prompt, Beam beam, int step, int place) {
    return Prompt.newBuilder(prompt)
        .setPromptId("%s/%d/%d/%d".formatted(prompt.getPromptId(), beams, step, place))
        .setTokenIds(Beam.joined(prompt.getTokenIds(), beam.tokens()))
        .build();
  }

  private Beam longer(Prompt prompt, Beam beam, Completion step) {
    List<Integer> tokens = Beam.joined(beam.tokens(), step.getTokenIds());
    List<Float> logprobs = Beam.joined(beam.logprobs(), step.getLogprobs());
    int limit = Math.min(maxTokens, contextLength - prompt.getTokenIds().size());
    boolean tooLong = tokens.size() > limit;
    if (tooLong) {
      tokens = tokens.subList(0, limit);
      logprobs = logprobs.subList(0, limit);
    }
    String text = texts.decode(TokenLists.ints(tokens));
    int from = Math.max(0, beam.text().length() - settings.separator().length() + 1);
    boolean stepEnds = text.indexOf(settings.separator(), from) >= 0;
    boolean goesOn = stepEnds && tokens.size() < limit;
    boolean ended = step.getFinishReason() == FinishReason.stop && !stepEnds && !tooLong;
    FinishReason finish = ended ? FinishReason.stop : FinishReason.length;
    return new Beam(List.copyOf(tokens), List.copyOf(logprobs), text, goesOn ? null : finish, 0);
  }

  private static RewardInput input(Prompt prompt, Beam beam) {
    return new RewardInput(
        prompt.getPromptId(),
        prompt.getPrompt(),
        Optional.ofNullable(prompt.getAnswer()),
        prompt.getAttributes(),
        beam.text(),
        beam.tokens().size(),
        beam.finish() == FinishReason.stop,
        beam.tokens());
  }

  private static Rollout rollout(Prompt prompt, List<Beam> kept) {
    List<Completion> completions = new ArrayList<>();
    for (Beam beam : kept) {
      Beam ended = beam.ended();
      completions.add(
          Completion.newBuilder()
              .setSampleIndex(completions.size())
              .setTokenIds(ended.tokens())
              .setLogprobs(ended.logprobs())
              .setText(ended.text())
              .setFinishReason(ended.finish())
              .build());
    }
    return Rollout.newBuilder()
        .setIteration(SearchCompletions.ITERATION)
        .setPromptId(prompt.getPromptId())
        .setPolicyStep(0)
        .setPrompt(prompt.getPrompt())
        .setAnswer(prompt.getAnswer())
        .setAttributes(prompt.getAttributes())
        .setPromptTokenIds(prompt.getTokenIds())
        .setCompletions(completions)
        .build();
  }
}
