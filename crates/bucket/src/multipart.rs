//! Files that are too long for one request: all parts, or nothing.

use coffer_domain::ports::{BlobReader, BucketError, Put, PutWhere};
use coffer_domain::time::Timestamp;
use reqwest::Method;

use crate::content::{Part, checksum, read};
use crate::http::Call;
use crate::s3::{S3Bucket, condition, lock_headers, put_answer};

impl S3Bucket {
    pub(crate) fn put_in_parts(
        &self,
        key: &str,
        content: &dyn BlobReader,
        parts: &[Part],
        locked_until: Option<Timestamp>,
        place: PutWhere,
    ) -> Result<Put, BucketError> {
        let upload = self.begin(key, locked_until)?;
        let put = self
            .send_parts(key, &upload, content, parts)
            .and_then(|sent| self.complete(key, &upload, &sent, place));
        if !matches!(put, Ok(Put::Stored)) {
            // What stays if this fails too is no version, and goes by the bucket's rule for unfinished uploads.
            drop(self.abort(key, &upload));
        }
        put
    }

    fn begin(&self, key: &str, locked_until: Option<Timestamp>) -> Result<String, BucketError> {
        let what = "begin a file";
        let mut call = Call::new(what, Method::POST, Some(key));
        call.query.push(("uploads", String::new()));
        call.headers = lock_headers(locked_until);
        call.headers
            .push(("x-amz-checksum-algorithm", "SHA256".to_owned()));
        let answer = self.http.ask(&call, &[])?.xml(what)?;
        match answer.child("UploadId") {
            Some(id) if !id.is_empty() => Ok(id.to_owned()),
            _ => Err(BucketError::Answer {
                what,
                said: "it names no upload".to_owned(),
            }),
        }
    }

    /// The parts as the last request lists them.
    fn send_parts(
        &self,
        key: &str,
        upload: &str,
        content: &dyn BlobReader,
        parts: &[Part],
    ) -> Result<String, BucketError> {
        let what = "put a part of a file";
        let mut sent = String::new();
        for (number, part) in (1..).zip(parts) {
            let body = read(content, *part)?;
            let sum = checksum(&body);
            let mut call = Call::new(what, Method::PUT, Some(key));
            call.query.push(("partNumber", format!("{number}")));
            call.query.push(("uploadId", upload.to_owned()));
            call.headers.push(("x-amz-checksum-sha256", sum.clone()));
            call.body = &body;
            let answer = self.http.ask(&call, &[])?;
            let tag = answer.header("etag").unwrap_or_default();
            // It goes into XML as it is.
            if tag.is_empty() || tag.contains(['<', '>', '&']) {
                return Err(BucketError::Answer {
                    what,
                    said: "it names no part".to_owned(),
                });
            }
            sent.push_str(&format!(
                "<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag><ChecksumSHA256>{sum}</ChecksumSHA256></Part>"
            ));
        }
        Ok(sent)
    }

    fn complete(
        &self,
        key: &str,
        upload: &str,
        sent: &str,
        place: PutWhere,
    ) -> Result<Put, BucketError> {
        let what = "complete a file";
        let body = format!(
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{sent}</CompleteMultipartUpload>"
        );
        let mut call = Call::new(what, Method::POST, Some(key));
        call.query.push(("uploadId", upload.to_owned()));
        call.headers
            .push(("content-type", "application/xml".to_owned()));
        call.headers.extend(condition(place));
        call.body = body.as_bytes();
        let answer = self.http.ask(&call, &[412])?;
        // The store may begin to answer before it is done: 200, and an error in it.
        if answer.status == 200 {
            let root = answer.xml(what)?;
            if root.name == "Error" {
                let said = root.child("Code").unwrap_or_default().to_owned();
                return Err(BucketError::Answer { what, said });
            }
        }
        put_answer(&answer)
    }

    fn abort(&self, key: &str, upload: &str) -> Result<(), BucketError> {
        let mut call = Call::new("give a file up", Method::DELETE, Some(key));
        call.query.push(("uploadId", upload.to_owned()));
        self.http.ask(&call, &[404]).map(drop)
    }
}
