package dev.vireo.reports.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.SyntheticRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five groups of four, in chunks of three and two; the reward is the sample's place over three. */
class IterationBrowserTest {

  @TempDir private Path folder;

  private SyntheticRun made;
  private IterationBrowser browser;

  @BeforeEach
  void open() {
    made = SyntheticRun.in(folder, 2, 5, 4).iterate(1);
    browser = new IterationBrowser(IterationCompletions.of(made.directory(), 1));
  }

  private static Page page(IterationBrowser browser, Query query) {
    return browser.page(query, 0, 100, Duration.ofDays(1));
  }

  private List<String> found(Query query) {
    return names(page(browser, query));
  }

  private static List<String> names(Page page) {
    return page.hits().stream().map(hit -> hit.promptId() + "/" + hit.sample()).toList();
  }

  @Test
  void withoutAnOrderTheyAreAsInTheFiles() {
    assertThat(found(Query.all()))
        .startsWith("p0/0", "p0/1", "p0/2", "p0/3", "p1/0")
        .endsWith("p4/3")
        .hasSize(20);
  }

  @Test
  void equalsStayInTheirOrderBothWays() {
    assertThat(found(Query.all().by(Measure.ADVANTAGE)).subList(0, 6))
        .containsExactly("p0/3", "p1/3", "p2/3", "p3/3", "p4/3", "p0/2");
    assertThat(found(Query.all().by(Measure.ADVANTAGE).reversed()).subList(0, 6))
        .containsExactly("p0/0", "p1/0", "p2/0", "p3/0", "p4/0", "p0/1");
  }

  @Test
  void pagesFollowEachOther() {
    Query query = Query.all().by(Measure.REWARD);
    Page second = browser.page(query, 3, 4, Duration.ZERO);

    assertThat(second.total()).isEqualTo(20);
    assertThat(names(second)).isEqualTo(found(query).subList(3, 7));
    assertThat(browser.page(query, 18, 4, Duration.ZERO).hits()).hasSize(2);
    assertThat(browser.page(query, 20, 4, Duration.ZERO).hits()).isEmpty();
    assertThat(browser.page(query, 3, Integer.MAX_VALUE, Duration.ZERO).hits()).hasSize(17);
  }

  @Test
  void aHitHasWhatIsKnownOfIt() {
    Hit hit = page(browser, Query.all().by(Measure.REWARD)).hits().get(1);

    assertThat(hit.promptId()).isEqualTo("p1");
    assertThat(hit.prompt()).isEqualTo("What is 1?");
    assertThat(hit.text()).isEqualTo("answer 3 of iteration 1");
    assertThat(hit.truncated()).isFalse();
    assertThat(hit.measures()).isEqualTo(Map.of(Measure.REWARD, 1.0));
    assertThat(hit.filtered()).isEmpty();
  }

  @Test
  void filtersMustAllHold() {
    made.rollouts(2, Map.of("p1/0", "same", "p1/2", "same", "p3/0", "same"))
        .rewards(2)
        .advantages(2);
    browser = new IterationBrowser(IterationCompletions.of(made.directory(), 2));

    assertThat(found(Query.all().only(Filter.TRUNCATED)))
        .containsExactly("p0/0", "p1/0", "p2/0", "p3/0", "p4/0");
    assertThat(found(Query.all().only(Filter.DUPLICATES))).containsExactly("p1/0", "p1/2");
    assertThat(found(Query.all().only(Filter.DUPLICATES, Filter.TRUNCATED)))
        .containsExactly("p1/0");
    assertThat(found(Query.all().only(Filter.FILTERED))).isEmpty();
    assertThat(found(Query.all().only(Filter.NEAR_TIES))).isEmpty();
  }

  @Test
  void aPromptIsFoundByItsName() {
    assertThat(found(Query.all().of("p4").by(Measure.REWARD)))
        .containsExactly("p4/3", "p4/2", "p4/1", "p4/0");
    assertThat(found(Query.all().of("p"))).isEmpty();
  }

  @Test
  void textIsFoundInCompletionsAndPrompts() {
    made.rollouts(2, Map.of("p1/3", "It is ÉLAN.", "p4/0", "élan again", "p2/0", "a[b"));
    browser = new IterationBrowser(IterationCompletions.of(made.directory(), 2));

    assertThat(found(Query.all().containing("élan"))).containsExactly("p1/3", "p4/0");
    assertThat(found(Query.all().containing("IS 2?"))).hasSize(4).allMatch(n -> n.startsWith("p2"));
    assertThat(found(Query.all().containing("[b"))).containsExactly("p2/0");
    assertThat(found(Query.all().containing("nowhere"))).isEmpty();
  }

  @Test
  void aSearchThatHasNoTimeSaysHowFarItHasCome() {
    Query query = Query.all().containing("answer 1").by(Measure.REWARD);

    Page first = browser.page(query, 0, 100, Duration.ZERO);
    Page second = browser.page(query, 0, 100, Duration.ZERO);

    assertThat(first.searched()).isEqualTo(0.5);
    assertThat(names(first)).containsExactly("p0/1", "p1/1", "p2/1");
    assertThat(second.searched()).isEqualTo(1);
    assertThat(names(second)).containsExactly("p0/1", "p1/1", "p2/1", "p3/1", "p4/1");
  }

  @Test
  void anOrderThatTheRunHasNoNumbersForIsRefused() {
    made.rollouts(2, Map.of());
    browser = new IterationBrowser(IterationCompletions.of(made.directory(), 2));

    assertThat(browser.index().canHave(Measure.KL)).isFalse();
    assertThatThrownBy(() -> found(Query.all().by(Measure.KL)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Iteration 2 of ")
        .hasMessageEndingWith(" has no log-probabilities of a reference policy");
    assertThatThrownBy(() -> found(Query.all().by(Measure.ADVANTAGE)))
        .hasMessageEndingWith(" has no advantages yet");
    assertThat(found(Query.all().by(Measure.LENGTH))).hasSize(20);
  }

  @Test
  void aGroupIsReadByItsNumber() {
    assertThat(browser.group(4).promptId()).isEqualTo("p4");
    assertThat(browser.group(2).samples().get(3).rewards()).containsEntry("exact", 1.0);
    assertThatThrownBy(() -> browser.group(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPromptsAppearancesComeIterationByIteration() {
    made.rollouts(2, Map.of());
    PromptHistory history = new PromptHistory(made.directory());

    PromptHistory.Part first = history.find("p3", List.of(1, 2), 0, Duration.ZERO);
    PromptHistory.Part second =
        history.find("p3", List.of(1, 2), first.next().orElseThrow(), Duration.ZERO);

    assertThat(first.appearances())
        .containsExactly(new Appearance(1, 3, List.of(0.0, 1 / 3.0, 2 / 3.0, 1.0)));
    assertThat(second.appearances()).containsExactly(new Appearance(2, 3, List.of()));
    assertThat(second.next()).isEmpty();
  }

  @Test
  void redoneWorkIsSeenAndOtherWorkStaysOpen() {
    RunBrowser run = new RunBrowser(made.directory());

    assertThat(run.iterations()).containsExactly(1);
    assertThat(run.iteration(1)).isSameAs(run.iteration(1));
    IterationCompletions before = IterationCompletions.of(made.directory(), 1);
    assertThat(before.isSame(IterationCompletions.of(made.directory(), 1))).isTrue();
    made.rollouts(1, Map.of("p0/0", "another"));
    assertThat(before.isSame(IterationCompletions.of(made.directory(), 1))).isFalse();
    assertThat(Optional.of(run.iteration(1).index().size())).contains(20);
  }
}
