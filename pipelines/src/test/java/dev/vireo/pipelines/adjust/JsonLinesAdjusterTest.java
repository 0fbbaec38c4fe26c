package dev.vireo.pipelines.adjust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.WeightPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonLinesAdjusterTest {

  private static final AdjustmentSettings PLAIN = settings(new RangePolicy.Group(), Ties.MERGE, 1);

  private final List<String> reports = new ArrayList<>();

  @Test
  void resultsStandBehindTheLastFieldAndAllElseIsKeptToTheByte() throws IOException {
    assertThat(
            adjust(
                "  { \"id\" : 1.50,\"rewards\":[ 1 , 0.5,5e-1, 0 ], \"x\":{\"a\":["
                    + " ]},\"s\":\"\u00e9\\n"
                    + "\" } \r\n"))
        .isEqualTo(
            "{\"id\" : 1.50,\"rewards\":[ 1 , 0.5,5e-1, 0 ], \"x\":{\"a\":[ ]},\"s\":\"\u00e9\\n\","
                + "\"adjusted\":[1.0,0.5,0.5,0.0],\"mean\":0.5,"
                + "\"variance_before\":0.125,"
                + "\"variance_after\":0.125}\n");
    assertThat(reports).isEmpty();
  }

  @Test
  void earlierResultsAreReplacedWhereverTheyStand() throws IOException {
    String fresh = adjust("{\"a\":1,\"rewards\":[0,1],\"b\":2}");
    assertThat(
            adjust(
                "{\"mean\":7,\"a\":1,\"adjusted\":[[1]],\"variance_before\":{},\"rewards\":[0,1],"
                    + "\"b\":2,\"variance_after\":\"x\"}"))
        .isEqualTo(fresh);
    assertThat(adjust(fresh)).isEqualTo(fresh);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rewards":[0,0.5,1,1]}                            | [0.0,0.5,1.0,1.0] | merging leaves half way where it is
          {"rewards":[0,0.25,1],"lower":0,"upper":2}         | [0.0,0.0,1.25]    | bounds wider than the group
          {"rewards":[0,0.25,1],"upper":2}                   | [0.0,0.0,1.25]    | one bound only
          {"rewards":[0.5,0.5],"lower":0,"upper":1}          | [0.5,0.5]         | merged ties
          {"rewards":[0.5,0.5],"lower":0,"upper":1,"ties":"split"} | [1.0,0.0]   | split ties
          {"rewards":[0.5,0.5],"lower":0.5,"upper":0.5}      | [0.5,0.5]         | bounds that are one point
          {"rewards":[3],"weights":[2]}                      | [3.0]             | a group of one
          {"rewards":[0,1,2],"weights":[1,0,1]}              | [0.0,2.0,2.0]     | a weight of nothing
          {"rewards":[0,1],"weights":null,"lower":null,"upper":null,"ties":null} | [0.0,1.0] | null is as good as absent
          {"rewards":[1e-300,5e-324,-1e100]}                 | any               | extreme doubles
          """)
  void groupsOfAllKindsAreAdjusted(String line, String adjusted, String kind) throws IOException {
    String written = adjust(line);
    assertThat(reports).as(kind).isEmpty();
    if (!adjusted.equals("any")) {
      assertThat(written).as(kind).contains("\"adjusted\":" + adjusted + ",");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [1,2]                                   | not a JSON object
          7                                       | not a JSON object
          {}                                      | there is no field 'rewards'
          {"reward":[1]}                          | there is no field 'rewards'
          {"rewards":[]}                          | there are no rewards
          {"rewards":1}                           | 'rewards' is not a list of numbers
          {"rewards":null}                        | 'rewards' is not a list of numbers
          {"rewards":[1,null]}                    | rewards[1] is null, not a finite number
          {"rewards":[1,"2"]}                     | rewards[1] is "2", not a finite number
          {"rewards":[true]}                      | rewards[0] is true, not a finite number
          {"rewards":[[1]]}                       | rewards[0] is a list, not a finite number
          {"rewards":[1,1e999]}                   | rewards[1] is 1e999, not a finite number
          {"rewards":[1,2],"weights":[1]}         | 1 weights for 2 rewards
          {"rewards":[1,2],"weights":[1,-0.5]}    | weights[1] is -0.5, which is negative
          {"rewards":[1,2],"weights":[1,{}]}      | weights[1] is an object, not a finite number
          {"rewards":[1,2],"weights":[0,0]}       | All weights of the group's rewarded completions are zero; at least one must be positive
          {"rewards":[1,2],"lower":1.5}           | rewards[0] is 1.0, outside [1.5, 2.0]
          {"rewards":[1,2],"lower":0,"upper":1}   | rewards[1] is 2.0, outside [0.0, 1.0]
          {"rewards":[1,2],"lower":3,"upper":0}   | the bounds 3.0 and 0.0 must be two finite numbers, lower first
          {"rewards":[1,2],"lower":"0"}           | 'lower' is "0", not a finite number
          {"rewards":[1,2],"ties":"both"}         | 'ties' is "both", not "merge" or "split"
          {"rewards":[1,2],"ties":1}              | 'ties' is 1, not "merge" or "split"
          {"rewards":[1e200,-1e200]}              | the variance exceeds the largest double: scale the rewards down first
          {"rewards":[1]} {"rewards":[1]}         | text after the JSON object
          {"rewards":[1]} x                       | not JSON: Unrecognized token 'x' (column 18)
          {                                       | not JSON: Unexpected end-of-input: expected close marker for Object (column 2)
          {"rewards":[1],"rewards":[2]}           | not JSON: Duplicate field 'rewards' (column 25)
          {"rewards":[1],"x":{"y":1,"y":2}}       | not JSON: Duplicate field 'y' (column 30)
          """)
  void aBadLineIsReportedWithItsNumberAndTheOthersAreWritten(String line, String reason)
      throws IOException {
    String good = "{\"rewards\":[1,2]}";
    String written = adjust(good + "\n\n" + line + "\n" + good);
    assertThat(reports).containsExactly("3 " + reason);
    assertThat(written).isEqualTo(adjust(good).repeat(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rewards":[1,NaN]}
          {"rewards":[1,-Infinity]}
          {"rewards":[1,2]
          {"rewards":[1,2
          {"rewards":[01]}
          {"rewards":[1,]}
          {'rewards':[1]}
          {"rewards":[1]} // why
          "rewards"
          hello
          """)
  void whatIsNotJsonIsReportedInOneLine(String line) throws IOException {
    assertThat(adjust(line)).isEmpty();
    assertThat(reports).singleElement().asString().startsWith("1 not").doesNotContain("\n");
  }

  @Test
  void bytesThatAreNotUtf8AreReported() throws IOException {
    byte[] latin = "{\"ties\":\"caf\u00e9\",\"rewards\":[1]}".getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    adjuster(PLAIN).adjust(new ByteArrayInputStream(latin), out);
    assertThat(reports).singleElement().asString().startsWith("1 not JSON: Invalid UTF-8");
  }

  @Test
  void everyDoubleReadsBackAsItself() throws IOException {
    String line = "{\"rewards\":[0.1,0.30000000000000004,1e23,2e-3,123456789012345680]}";
    String adjusted =
        adjust("{\"rewards\":[0.1]}\n" + line, settings(new RangePolicy.Group(), Ties.MERGE, 0));
    assertThat(adjusted)
        .contains("\"adjusted\":[0.1],")
        .contains("\"adjusted\":[0.1,0.30000000000000004,1.0E23,0.002,1.2345678901234568E17],");
  }

  @Test
  void theSettingsDecideWhereALineDoesNot() throws IOException {
    String line = "{\"rewards\":[0.5,0.5,0,1]}";
    assertThat(adjust(line, settings(new RangePolicy.Fixed(0, 2, false), Ties.SPLIT, 1)))
        .contains("\"adjusted\":[0.0,0.0,0.0,2.0]");
    assertThat(adjust(line, settings(new RangePolicy.Fixed(0, 2, false), Ties.SPLIT, 0.5)))
        .contains("\"adjusted\":[0.25,0.25,0.0,1.5]");
    assertThat(
            adjust(
                "{\"rewards\":[0.5,0.5,0,1],\"lower\":0,\"upper\":1,\"ties\":\"merge\"}",
                settings(new RangePolicy.Fixed(0, 2, false), Ties.SPLIT, 1)))
        .contains("\"adjusted\":[0.5,0.5,0.0,1.0]");
    adjust("{\"rewards\":[3]}", settings(new RangePolicy.Fixed(0, 2, false), Ties.SPLIT, 1));
    assertThat(reports)
        .containsExactly(
            "1 Completion 0 of the group: The reward 3.0 is outside the range [0.0, 2.0]:"
                + " widen the range, or ask for clipping");
  }

  @Test
  void aLineBeyondTheLimitIsReported() throws IOException {
    JsonLinesAdjuster adjuster =
        new JsonLinesAdjuster(PLAIN, (number, reason) -> reports.add(number + " " + reason), 20);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLinesAdjuster.Result result =
        adjuster.adjust(
            new ByteArrayInputStream(
                "{\"rewards\":[1,2]}\n{\"rewards\":[1,2,3,4,5]}\n"
                    .getBytes(StandardCharsets.UTF_8)),
            out);
    assertThat(reports).containsExactly("2 longer than 20 bytes");
    assertThat(result).isEqualTo(new JsonLinesAdjuster.Result(1, 1));
  }

  @Test
  void aFullDiskIsAFailureAndNotABadLine() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(
            () ->
                adjuster(PLAIN)
                    .adjust(
                        new ByteArrayInputStream(
                            "{\"rewards\":[1,2]}".getBytes(StandardCharsets.UTF_8)),
                        full))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  private String adjust(String lines) throws IOException {
    return adjust(lines, PLAIN);
  }

  private String adjust(String lines, AdjustmentSettings settings) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    adjuster(settings)
        .adjust(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonLinesAdjuster adjuster(AdjustmentSettings settings) {
    return new JsonLinesAdjuster(settings, (number, reason) -> reports.add(number + " " + reason));
  }

  private static AdjustmentSettings settings(RangePolicy range, Ties ties, double strength) {
    return new AdjustmentSettings(range, WeightPolicy.UNIFORM, ties, 0, strength);
  }
}
