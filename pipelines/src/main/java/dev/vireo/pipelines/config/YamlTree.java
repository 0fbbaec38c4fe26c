package dev.vireo.pipelines.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML as a tree, with the scalars of YAML 1.2's core schema: {@code 1e-6} is a number, and
 * {@code no} and {@code on} are text (1.1, the library's own choice, sees it the other way round).
 * Duplicate keys, tags, merge keys, several documents and numbers without a finite value are
 * refused or stay text; anchors and aliases work.
 */
final class YamlTree {

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private static final Set<Tag> TAGS =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MAP,
          Tag.SEQ,
          Tag.MERGE);

  private final String source;

  private YamlTree(String source) {
    this.source = source;
  }

  /**
   * Parses one document; if nothing is written there is a {@link MissingNode}, other than where
   * {@code null} is.
   *
   * @param source what to call the text in errors
   * @throws InputException with line and column if it is not YAML
   */
  static JsonNode parse(String text, String source) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    try {
      Node node = new Yaml(options).compose(new StringReader(text));
      return node == null ? MissingNode.getInstance() : new YamlTree(source).tree(node);
    } catch (MarkedYAMLException e) {
      throw new InputException(at(source, e.getProblemMark()) + "not YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new InputException(source + ": not YAML: " + firstLine(e.getMessage()), e);
    }
  }

  private JsonNode tree(Node node) {
    if (node.isTwoStepsConstruction()) {
      throw fault(node, "an alias to a node that contains it");
    }
    if (!TAGS.contains(node.getTag())) {
      throw fault(node, "tags (" + node.getTag().getValue() + ") are not supported");
    }
    if (node instanceof MappingNode mapping) {
      return object(mapping);
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      sequence.getValue().forEach(element -> array.add(tree(element)));
      return array;
    }
    return scalar((ScalarNode) node);
  }

  private ObjectNode object(MappingNode mapping) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
        throw fault(entry.getKeyNode(), "a key must be a plain word");
      }
      String key = keyNode.getValue();
      if (keyNode.getTag().equals(Tag.MERGE)) {
        throw fault(keyNode, "merge keys (<<) are not supported");
      }
      if (object.has(key)) {
        throw fault(keyNode, "duplicate key '" + key + "'");
      }
      object.set(key, tree(entry.getValueNode()));
    }
    return object;
  }

  private JsonNode scalar(ScalarNode node) {
    String text = node.getValue();
    if (!node.isPlain()) {
      return JsonNodeFactory.instance.textNode(text);
    }
    if (text.isEmpty()) {
      return MissingNode.getInstance();
    }
    return switch (text) {
      case "null", "Null", "NULL", "~" -> NullNode.instance;
      case "true", "True", "TRUE" -> JsonNodeFactory.instance.booleanNode(true);
      case "false", "False", "FALSE" -> JsonNodeFactory.instance.booleanNode(false);
      default -> numberOrText(text);
    };
  }

  private static JsonNode numberOrText(String text) {
    if (WHOLE.matcher(text).matches()) {
      BigInteger whole = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
      if (whole.bitLength() < Integer.SIZE) {
        return JsonNodeFactory.instance.numberNode(whole.intValueExact());
      }
      return whole.bitLength() < Long.SIZE
          ? JsonNodeFactory.instance.numberNode(whole.longValueExact())
          : JsonNodeFactory.instance.numberNode(whole);
    }
    if (REAL.matcher(text).matches()) {
      double real = Double.parseDouble(text);
      if (Double.isFinite(real)) {
        return JsonNodeFactory.instance.numberNode(real);
      }
    }
    return JsonNodeFactory.instance.textNode(text);
  }

  private InputException fault(Node node, String problem) {
    return new InputException(at(source, node.getStartMark()) + problem);
  }

  private static String at(String source, Mark mark) {
    return mark == null
        ? source + ": "
        : source + " line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
