package dev.vireo.jobs.prompts;

import dev.vireo.jobs.source.ColumnPlan;
import dev.vireo.jobs.source.Draft;
import dev.vireo.jobs.source.DraftMaker;
import dev.vireo.jobs.source.SourceRow;
import dev.vireo.schemas.Demonstration;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Makes a demonstration of a row. */
final class DemonstrationMaker implements DraftMaker<Demonstration> {
  private final DemonstrationSettings settings;
  private final ColumnPlan plan;
  private final RowText prompt;
  private final RowText completion;
  private final PromptEncoder encoder;
  private final int endOfSequence;

  DemonstrationMaker(DemonstrationSettings settings, PromptEncoder encoder, int endOfSequence) {
    this.settings = settings;
    this.plan = plan(settings);
    this.prompt = new RowText("prompt", settings.prompt(), plan);
    this.completion = new RowText("completion", settings.completion(), plan);
    this.encoder = encoder;
    this.endOfSequence = endOfSequence;
  }

  static ColumnPlan plan(DemonstrationSettings settings) {
    return ColumnPlan.none()
        .need(settings.idColumn())
        .need(settings.prompt().columns())
        .need(settings.completion().columns())
        .need(settings.splitColumn());
  }

  @Override
  public Draft<Demonstration> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), settings.splitColumn());
    String problem = key.problem() == null ? prompt.problem(row) : key.problem();
    problem = problem == null ? completion.problem(row) : problem;
    if (problem != null) {
      return Draft.bad(row, problem);
    }
    int[] given = encoder.encode(prompt.of(row));
    int[] learnt = encoder.encode(completion.of(row));
    if (given.length == 0 || learnt.length == 0) {
      String what = given.length == 0 ? "prompt" : "completion";
      return Draft.bad(row, "has a %s that the tokenizer makes no token of".formatted(what));
    }
    Demonstration made =
        Demonstration.newBuilder()
            .setDemonstrationId("")
            .setPromptTokenIds(Arrays.stream(given).boxed().toList())
            .setCompletionTokenIds(
                IntStream.concat(Arrays.stream(learnt), IntStream.of(endOfSequence))
                    .boxed()
                    .toList())
            .build();
    return Draft.of(row, made, key.id(), given.length + learnt.length + 1, key.eval());
  }
}
