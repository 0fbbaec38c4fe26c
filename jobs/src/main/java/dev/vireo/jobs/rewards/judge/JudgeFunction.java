package dev.vireo.jobs.rewards.judge;

import dev.vireo.jobs.rewards.GroupComparisons;
import dev.vireo.jobs.rewards.GroupComparisons.Pair;
import dev.vireo.jobs.rewards.GroupComparisons.Score;
import dev.vireo.jobs.rewards.JudgingFunction;
import dev.vireo.jobs.rewards.RewardGroups;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A judge's rewards; it travels with tasks.
 *
 * @param judge who is asked
 * @param template how
 */
record JudgeFunction(Judge judge, Template template) implements JudgingFunction {

  /** Of a grade, in place of the second completion. */
  private static final int GRADED = -1;

  @Override
  public double[] rewards(List<RewardInput> inputs) {
    return judge.options().mode() == JudgeMode.GRADE ? grades(inputs) : comparisons(inputs);
  }

  @Override
  public boolean comparesWithinGroup() {
    return judge.options().mode() != JudgeMode.GRADE;
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

  @Override
  public JudgingFunction keepingAnswersIn(RunDirectory folder) {
    return judge.options().verdicts() == null
        ? new JudgeFunction(judge.keepingIn(new VerdictFolder(folder)), template)
        : this;
  }

  @Override
  public List<Verdict> verdicts(List<RewardInput> inputs) {
    List<Verdict> rows = new ArrayList<>();
    if (judge.options().mode() == JudgeMode.GRADE) {
      for (int i = 0; i < inputs.size(); i++) {
        String message = filled(inputs.get(i), Map.of("completion", inputs.get(i).completion()));
        rows.addAll(rows(inputs, i, GRADED, message));
      }
    } else {
      for (Pair pair : GroupComparisons.pairs(inputs)) {
        rows.addAll(rows(inputs, pair.first(), pair.second(), question(inputs, pair)));
      }
    }
    return rows;
  }

  /** The rows of one question about completions of a group. */
  private List<Verdict> rows(List<RewardInput> inputs, int first, int second, String message) {
    List<Verdict> rows = new ArrayList<>();
    JudgeOptions options = judge.options();
    for (int ask = 0; ask < options.samples(); ask++) {
      String name = judge.name(message, ask);
      Optional<String> answer = judge.kept().find(name);
      if (answer.isEmpty()) {
        continue;
      }
      rows.add(
          Verdict.newBuilder()
              .setIteration(0)
              .setReward("")
              .setPromptId(inputs.get(first).promptId())
              .setFirstSample(RewardGroups.sample(inputs, first))
              .setSecondSample(second == GRADED ? GRADED : RewardGroups.sample(inputs, second))
              .setAsk(ask)
              .setModel(options.model())
              .setTemplateHash(judge.template())
              .setQuestionHash(name)
              .setAnswer(answer.get())
              .setVerdict(
                  second == GRADED
                      ? Verdicts.grade(answer.get(), options.lowest(), options.highest())
                      : Verdicts.first(answer.get()))
              .build());
    }
    return rows;
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
