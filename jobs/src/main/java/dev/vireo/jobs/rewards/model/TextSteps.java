package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.text.TextStep;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.StepReward;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A reward for each step of a text: {@code ...ForTokenClassification}.
 *
 * @param judge the model at work
 * @param aggregate what the steps' rewards come to
 */
record TextSteps(StepJudge judge, Aggregate aggregate) implements TextScorer {
  private static final long serialVersionUID = 1L;

  static TextSteps open(RewardModelDirectory place, Options options) {
    if (options.chat()) {
      throw new InputException(
          "The model %s judges the steps of plain texts: leave out --chat".formatted(place.path()));
    }
    if (options.aggregate() == Aggregate.NONE) {
      throw new InputException(
          "--aggregate is none, but a text has one reward: give last, min, mean or product");
    }
    ProcessRewardModelOptions defaults = ProcessRewardModelOptions.defaults();
    return new TextSteps(
        ProcessRewardModel.judge(
            place,
            new ProcessRewardModelOptions(
                options.path(),
                null,
                options.label(),
                defaults.aggregate(),
                null,
                null,
                options.tooLong(),
                options.tokensPerBatch())),
        options.aggregate() == null ? Aggregate.MIN : options.aggregate());
  }

  @Override
  public boolean isChat() {
    return false;
  }

  @Override
  public String plainAdvice() {
    return "a model that judges steps reads plain texts";
  }

  @Override
  public boolean judgesSteps() {
    return true;
  }

  @Override
  public TooLong tooLong() {
    return judge.tooLong();
  }

  @Override
  public int longest() {
    return judge.recipe().maxTokens();
  }

  @Override
  public ToIntFunction<RewardInput> lengths() {
    return judge.lengths();
  }

  @Override
  public List<TextJudgement> judge(List<RewardInput> texts) {
    List<List<StepReward>> rewards = judge.steps(texts);
    List<TextJudgement> judgements = new ArrayList<>();
    for (int i = 0; i < rewards.size(); i++) {
      List<TextStep> said = TextStep.said(texts.get(i).completion(), judge.recipe().separator());
      List<TextJudgement.Step> steps = new ArrayList<>();
      for (int step = 0; step < said.size(); step++) {
        steps.add(new TextJudgement.Step(said.get(step).text(), rewards.get(i).get(step).reward()));
      }
      judgements.add(new TextJudgement(aggregate.of(rewards.get(i)), steps));
    }
    return judgements;
  }

  @Override
  public String contentHash() {
    return judge.version().key();
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("label", judge.recipe().positiveLabel());
    settings.put("aggregate", aggregate);
    settings.put("too-long", judge.tooLong());
    settings.put("tokens-per-batch", judge.tokensPerBatch());
    return settings;
  }
}
