//! The description of the interface.
use super::client::Service;

#[tokio::test]
async fn dump() {
    let service = Service::new();
    std::fs::write("/tmp/http-scratch/openapi.json", service.get("/openapi.json").await.body).unwrap();
    std::fs::write("/tmp/http-scratch/page.html", service.get("/").await.body).unwrap();
}
