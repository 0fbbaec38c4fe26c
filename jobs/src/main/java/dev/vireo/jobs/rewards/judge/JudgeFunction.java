package dev.vireo.jobs.rewards.judge;

import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.GroupComparisons;
import dev.vireo.jobs.rewards.GroupComparisons.Pair;
import dev.vireo.jobs.rewards.GroupComparisons.Score;
import dev.vireo.jobs.rewards.RewardInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A judge's rewards; it travels with tasks.
 *
 * @param judge who is asked
 * @param template how
 */
record JudgeFunction(Judge judge, Template template) implements BatchRewardFunction {

  @Override
  public double[] rewards(List<RewardInput> inputs) {
    return judge.options().mode() == JudgeMode.GRADE ? grades(inputs) : comparisons(inputs);
  }

  private double[] grades(List<RewardInput> inputs) {
    List<List<String>> answers =
        judge.answers(
            inputs.stream()
                .map(input -> filled(input, Map.of("completion", input.completion())))
                .toList());
    JudgeOptions options = judge.options();
    return answers.stream()
        .mapToDouble(each -> Verdicts.grade(each, options.lowest(), options.highest()))
        .toArray();
  }

  private double[] comparisons(List<RewardInput> inputs) {
    List<Pair> pairs = GroupComparisons.pairs(inputs);
    List<List<String>> answers =
        judge.answers(pairs.stream().map(pair -> question(inputs, pair)).toList());
    Map<Pair, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i++) {
      shares.put(pairs.get(i), Verdicts.first(answers.get(i)));
    }
    return GroupComparisons.rewards(
        inputs,
        shares,
        judge.options().mode() == JudgeMode.WIN_SHARE ? Score.WIN_SHARE : Score.BRADLEY_TERRY);
  }

  private String question(List<RewardInput> inputs, Pair pair) {
    return filled(
        inputs.get(pair.first()),
        Map.of(
            "first", inputs.get(pair.first()).completion(),
            "second", inputs.get(pair.second()).completion()));
  }

  private String filled(RewardInput input, Map<String, String> judged) {
    Map<String, String> places = new LinkedHashMap<>(judged);
    places.put("prompt", input.prompt());
    places.put("answer", input.answer().orElse(""));
    return template.filled(places);
  }

  @Override
  public void checkServers() {
    judge.checkReach();
  }

  /** Who serves the model, how it is reached, and where answers are kept decide nothing. */
  @Override
  public Map<String, Object> identity(Map<String, Object> given) {
    JudgeOptions options = judge.options();
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("model", options.model());
    identity.put("mode", options.mode());
    identity.put("template", judge.template());
    identity.put("samples", options.samples());
    identity.put("temperature", options.temperature());
    identity.put("max-tokens", options.maxTokens());
    return identity;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }
}
