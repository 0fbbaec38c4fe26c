package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.EnvironmentInput;
import dev.vireo.jobs.environments.EnvironmentStep;
import dev.vireo.jobs.policy.Tokenizers;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy and its environment in turns. All conversations of a chunk go on together, turn by turn;
 * one ends where the environment says so, or the policy has no turn or no room left.
 *
 * @param turns draws the policy's turns
 * @param rules says what comes between them
 */
record ConversationSampler(TurnSampler turns, Conversations rules) implements ChunkSampler {

  @Override
  public List<List<Completion>> sample(List<Prompt> prompts) {
    Tokenizer tokenizer = Tokenizers.of(turns.policy());
    TurnTokens format = TurnTokens.of(tokenizer, turns.policy().local(), rules.chat());
    prompts.forEach(format::check);
    List<List<Talk>> groups = begun(prompts);
    List<Talk> open = answered(groups.stream().flatMap(List::stream).toList(), format);
    while (!open.isEmpty()) {
      List<Completion> written = turns.next(open.stream().map(Talk::begun).toList());
      for (int i = 0; i < open.size(); i++) {
        open.get(i).wrote(written.get(i));
      }
      open = answered(open, format);
    }
    return groups.stream()
        .map(group -> group.stream().map(talk -> talk.completion(tokenizer)).toList())
        .toList();
  }

  /** The conversations after the policy's first turn. */
  private List<List<Talk>> begun(List<Prompt> prompts) {
    List<List<Completion>> first = turns.sample(prompts);
    List<List<Talk>> groups = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      Prompt prompt = prompts.get(i);
      int context = turns.version().config().contextLength();
      int limit = Math.min(turns.settings().maxNewTokens(), context - prompt.getTokenIds().size());
      List<Talk> group = new ArrayList<>();
      for (Completion completion : first.get(i)) {
        Talk talk = new Talk(prompt, completion.getSampleIndex(), limit);
        talk.wrote(completion);
        group.add(talk);
      }
      groups.add(group);
    }
    return groups;
  }

  /** The conversations that go on after the environment's next step. */
  private List<Talk> answered(List<Talk> talks, TurnTokens format) {
    List<Talk> open = talks.stream().filter(Talk::isOpen).toList();
    List<EnvironmentInput> asked = open.stream().map(Talk::asked).toList();
    List<EnvironmentStep> steps = rules.environment().steps(asked);
    for (int i = 0; i < open.size(); i++) {
      answer(open.get(i), asked.get(i), steps.get(i), format);
    }
    return open.stream().filter(Talk::isOpen).toList();
  }

  private void answer(Talk talk, EnvironmentInput asked, EnvironmentStep step, TurnTokens format) {
    if (step.isEnd()) {
      talk.over(step.reward().isPresent() ? step.reward().getAsDouble() : null);
    } else if (talk.turns() == rules.maxTurns()) {
      talk.cutOff();
    } else {
      try {
        talk.answered(step.messages(), format.between(talk.lastTurn(), step.messages()));
      } catch (InputException e) {
        throw new InputException("Prompt " + asked.promptId() + ": " + e.getMessage(), e);
      }
    }
  }
}
