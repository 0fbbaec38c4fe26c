/**
 * Converts text to token ids and back.
 *
 * <p>Flows in: the tokenizer files of a model directory, or a corpus on which to train a byte-level
 * byte-pair vocabulary.
 *
 * <p>Flows out: a {@link dev.vireo.models.tokenizer.Tokenizer}, and tokenizer files that Hugging
 * Face's libraries load.
 *
 * <p>Must not import: tensors of any engine, Spark, packages of this module other than json and
 * files.
 */
package dev.vireo.models.tokenizer;
