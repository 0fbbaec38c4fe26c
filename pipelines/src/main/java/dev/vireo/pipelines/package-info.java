/** Vireo. */
package dev.vireo.pipelines;
