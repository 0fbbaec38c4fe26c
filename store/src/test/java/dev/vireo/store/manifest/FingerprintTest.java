package dev.vireo.store.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private enum Ties {
    MERGE,
    LENGTH_NORMALISED
  }

  private sealed interface Range permits Fixed, TopShare, Group {}

  private record Fixed(double lower, double upper) implements Range {}

  private record TopShare(double share, OptionalDouble lower) implements Range {}

  private record Group() implements Range {}

  @SuppressWarnings("ArrayRecordComponent") // A component that is an array is what is tested.
  private record Settings(
      int groupSize,
      double strength,
      float floor,
      Ties ties,
      Range range,
      List<String> rewards,
      int[] stops,
      Map<Ties, Boolean> flags,
      Optional<String> template,
      String nothing) {}

  private static Settings settings(int groupSize, Range range) {
    return new Settings(
        groupSize,
        1,
        0.1f,
        Ties.LENGTH_NORMALISED,
        range,
        List.of("length", "answer"),
        new int[] {2},
        Map.of(Ties.MERGE, true),
        Optional.of("x"),
        null);
  }

  private static final Fingerprint SAMPLE =
      Fingerprint.of("adjust-rewards")
          .input("rewards", "aa")
          .input("rollouts", "bb")
          .settings(settings(8, new TopShare(0.25, OptionalDouble.empty())))
          .seed(17);

  @Test
  void settingsAreKebabCaseJson() {
    assertThat(SAMPLE.settings())
        .isEqualTo(
            "{\"flags\":{\"merge\":true},\"floor\":0.1,\"group-size\":8,\"nothing\":null,"
                + "\"range\":{\"lower\":null,\"share\":0.25,\"type\":\"top-share\"},"
                + "\"rewards\":[\"length\",\"answer\"],\"stops\":[2],\"strength\":1.0,"
                + "\"template\":\"x\",\"ties\":\"length-normalised\"}");
  }

  @Test
  void membersOfAClosedSetAreToldApartByType() {
    assertThat(SettingsTree.of(new Group())).hasToString("{\"type\":\"group\"}");
    assertThat(SettingsTree.of(new Fixed(0, 1)))
        .hasToString("{\"type\":\"fixed\",\"lower\":0.0,\"upper\":1.0}");
  }

  private record Later(int size, @AbsentAtZero int lag) {}

  /** So what was made before the setting existed is still good. */
  @Test
  void aSettingThatCameLaterIsAbsentAtZero() {
    assertThat(SettingsTree.of(new Later(0, 0))).hasToString("{\"size\":0}");
    assertThat(SettingsTree.of(new Later(0, 1))).hasToString("{\"size\":0,\"lag\":1}");
  }

  @Test
  void refusesASettingThatHasNoValue() {
    assertThatThrownBy(() -> SettingsTree.of(Map.of("a", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }

  /** The format is promised in SPEC.md: run directories of older builds depend on it. */
  @Test
  void theHashIsThatOfTheCanonicalJson() {
    String json =
        "{\"format\":1,\"inputs\":{\"rewards\":\"aa\",\"rollouts\":\"bb\"},\"seed\":17,\"settings\":"
            + SAMPLE.settings()
            + ",\"stage\":\"adjust-rewards\",\"stage-version\":1}";
    assertThat(SAMPLE.hash()).isEqualTo(CanonicalJson.hash(json));
    assertThat(CanonicalJson.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void everyPartCounts() {
    Stream<Fingerprint> others =
        Stream.of(
            Fingerprint.of("other", 1)
                .input("rewards", "aa")
                .input("rollouts", "bb")
                .settings(CanonicalJson.parse(SAMPLE.settings()))
                .seed(17),
            new Fingerprint(SAMPLE.stage(), 2, SAMPLE.inputs(), SAMPLE.settings(), 17),
            SAMPLE.input("rewards", "ab"),
            SAMPLE.input("more", "cc"),
            SAMPLE.settings(settings(9, new Group())),
            SAMPLE.seed(18));
    assertThat(others.map(Fingerprint::hash)).doesNotContain(SAMPLE.hash()).doesNotHaveDuplicates();
    assertThat(SAMPLE.seed(18).seed(17).hash()).isEqualTo(SAMPLE.hash());
  }

  @Test
  void saysWhatIsDifferentFromWhatToWhat() {
    Fingerprint now =
        SAMPLE
            .input("rewards", "ab")
            .input("logprobs", "cc")
            .settings(settings(16, new Fixed(0, 1)))
            .seed(18);
    assertThat(SAMPLE.differences(now))
        .extracting(Difference::toString)
        .containsExactly(
            "seed 17 -> 18",
            "group-size 8 -> 16",
            "range.lower null -> 0.0",
            "range.share 0.25 -> (none)",
            "range.type \"top-share\" -> \"fixed\"",
            "range.upper (none) -> 1.0",
            "input logprobs is new",
            "input rewards has changed");
    assertThat(SAMPLE.differences(SAMPLE)).isEmpty();
    assertThat(
            Difference.between(
                CanonicalJson.parse("{\"rewards\":[{\"weight\":1},{\"weight\":2}]}"),
                CanonicalJson.parse("{\"rewards\":[{\"weight\":3}]}")))
        .extracting(Difference::toString)
        .containsExactly("rewards.0.weight 1 -> 3", "rewards.1 {\"weight\":2} -> (none)");
  }
}
