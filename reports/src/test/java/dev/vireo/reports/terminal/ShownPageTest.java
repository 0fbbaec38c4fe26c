package dev.vireo.reports.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.reports.completions.IterationBrowser;
import dev.vireo.reports.completions.IterationCompletions;
import dev.vireo.reports.completions.Measure;
import dev.vireo.reports.completions.Query;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownPageTest {

  @TempDir private Path folder;

  private ShownPage page(Map<String, String> texts, int from, int count) {
    SyntheticRun made =
        SyntheticRun.in(folder, 1, 3, 4).rollouts(1, texts).rewards(1).advantages(1);
    return ShownPage.read(
        new IterationBrowser(IterationCompletions.of(made.directory(), 1)),
        Query.all().by(Measure.ADVANTAGE),
        from,
        count);
  }

  @Test
  void aCompletionIsABlockOfText() {
    assertThat(page(Map.of("p1/3", "one\ntwo"), 1, 1).text(100))
        .isEqualTo(
            """
            Iteration 1: 12 of 12 completions, 2 to 2 shown

            2. p1 #3
               advantage +1.000 · reward 1.000 · exact 1.000 · graded 1.000 · adjusted 1.000 · 3 tokens
               stopped
               prompt      What is 1?
               answer      1
               completion  one
                           two
            """);
  }

  @Test
  void whatRewardFunctionsSaidBesidesIsShown() {
    ShownPage page = page(Map.of("p0/1", "x"), 8, 1);

    assertThat(page.text(100))
        .contains("#1\n", " · steps 2.5", "   completion  ", "   note        half\\u{7} way\n");
    JsonNode extras = page.json().path("completions").path(0).path("extras");
    assertThat(extras.path("steps").asDouble()).isEqualTo(2.5);
    assertThat(extras.path("note").asText()).isEqualTo("half\u0007 way");
  }

  @Test
  void hostileTextStaysText() {
    ShownPage page = page(Map.of("p0/3", "\u001b[2J\u202e\u0007 done"), 0, 1);

    assertThat(page.text(100))
        .contains("completion  \\u{1b}[2J\\u{202e}\\u{7} done")
        .doesNotContain("\u001b", "\u202e", "\u0007");
    JsonNode json = page.json();
    assertThat(json.path("completions").path(0).path("completion").asText())
        .isEqualTo("\u001b[2J\u202e\u0007 done");
    assertThat(json.path("completions").path(0).path("kl").isNull()).isTrue();
    assertThat(json.path("total").asInt()).isEqualTo(12);
  }
}
